/** One option of the recipe, which the panel can be opened for. */
import type { RecipeGroup } from '../../../workers/protocol';
import type { PlacedOption } from './constants';
import { OptionField, type OptionFieldProps } from './OptionField';
import { useWantedOption } from './useWantedOption';

export interface OptionRowProps extends Pick<OptionFieldProps, 'constants' | 'inEffect' | 'onChange'> {
  readonly group: RecipeGroup;
  readonly placed: PlacedOption;
}

export function OptionRow({ group, placed, ...rest }: OptionRowProps) {
  const row = useWantedOption(group, placed.key);
  return <OptionField ref={row} option={placed.option} value={placed.value} {...rest} />;
}
