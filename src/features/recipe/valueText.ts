/** An option's value in words, without its unit. */
import type { Option } from '../../../workers/protocol';
import { RECIPE_TEXT } from '../../text/recipe';
import type { OptionValueAny } from './constants';

/** The label of a choice, yes or no for a flag, the number as it is typed. */
export function valueText(option: Option, value: OptionValueAny): string {
  switch (option.kind) {
    case 'number':
      return String(value);
    case 'choice':
      return option.choices.find((each) => each.value === value)?.label ?? String(value);
    case 'flag':
      return value === true ? RECIPE_TEXT.yes : RECIPE_TEXT.no;
    default:
      return option satisfies never;
  }
}
