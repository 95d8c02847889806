/** The mark of a method, as it stands in the figures. */
import { markPath, seriesLook } from '../../charts/seriesLook';
import { methodIndex } from './methods';

export function MethodMark({
  id,
  className,
}: {
  readonly id: string;
  readonly className?: string | undefined;
}) {
  const { color, shape } = seriesLook(methodIndex(id));
  return (
    <svg className={className} width={14} height={14} aria-hidden="true">
      <path d={markPath(shape, 7, 7, 5)} fill={`var(${color})`} />
    </svg>
  );
}
