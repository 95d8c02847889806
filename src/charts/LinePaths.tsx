import { useId, useMemo } from 'react';
import { decimate } from './decimate';
import type { LineGeometry } from './LineFigure';
import { isBehind, type PlotBox, type StyledLine } from './plotTypes';
import { linearScale, type LinearScale, type Span } from './scale';

export interface LinePathsProps {
  readonly lines: readonly StyledLine[];
  readonly geometry: LineGeometry;
  readonly domain: Span;
}

/** The lines, thinned to the pixels there are and clipped to the plot; those that stay behind lie below. */
export function LinePaths({ lines, geometry, domain }: LinePathsProps) {
  const { box } = geometry;
  const clip = useId();
  const ordered = [...lines].sort((a, b) => Number(isBehind(b)) - Number(isBehind(a)));
  return (
    <g clipPath={`url(#${clip})`} aria-hidden="true">
      <clipPath id={clip}>
        <rect x={box.left} y={box.top - 2} width={box.width + 2} height={box.height + 4} />
      </clipPath>
      {ordered.map((line) => (
        <LinePath
          key={line.id}
          line={line}
          box={box}
          from={domain.from}
          to={domain.to}
          y={geometry.scaleOf(line.axis)}
        />
      ))}
    </g>
  );
}

interface LinePathProps {
  readonly line: StyledLine;
  readonly box: PlotBox;
  readonly from: number;
  readonly to: number;
  readonly y: LinearScale;
}

function LinePath({ line, box, from, to, y }: LinePathProps) {
  const { steps, values, dash, stroke } = line;
  const behind = isBehind(line);
  const { left, width } = box;
  const points = useMemo(
    () => decimate(steps, values, { from, to }, width),
    [steps, values, from, to, width],
  );
  const x = linearScale({ from, to }, { from: left, to: left + width });
  const only = points[0];
  if (!only) return null;
  if (points.length === 1)
    return <circle cx={x.toPixel(only.x)} cy={y.toPixel(only.y)} r={3} fill={stroke} />;
  const band = line.band && bandPath(line.steps, line.band, x, y);
  const path = points.map((point) => `${x.toPixel(point.x).toFixed(1)} ${y.toPixel(point.y).toFixed(1)}`);
  return (
    <>
      {band && <path d={band} fill={stroke} fillOpacity={0.16} />}
      <path
        d={`M${path.join('L')}`}
        fill="none"
        stroke={stroke}
        strokeWidth={behind ? 1.5 : 2}
        strokeOpacity={behind ? 0.35 : 1}
        strokeDasharray={dash}
        strokeLinejoin="round"
      />
    </>
  );
}

/** There along the upper edge, back along the lower one. */
function bandPath(
  steps: ArrayLike<number>,
  { low, high }: NonNullable<StyledLine['band']>,
  x: LinearScale,
  y: LinearScale,
): string {
  const along = (edge: ArrayLike<number>): string[] =>
    Array.from(edge, (value, at) => `${x.toPixel(steps[at] ?? 0).toFixed(1)} ${y.toPixel(value).toFixed(1)}`);
  return `M${[...along(high), ...along(low).reverse()].join('L')}Z`;
}
