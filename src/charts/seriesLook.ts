/** Categories told apart by colour and by shape, in one order everywhere. */

const COLOURS = 8;
const SHAPES = ['circle', 'square', 'triangle', 'diamond', 'down', 'plus', 'cross', 'star', 'bar'] as const;
export type MarkShape = (typeof SHAPES)[number];

/** Colour token and shape of the category with this number; colours and shapes repeat out of step. */
export function seriesLook(index: number): { readonly color: `--${string}`; readonly shape: MarkShape } {
  return {
    color: `--series-${(index % COLOURS) + 1}`,
    shape: SHAPES[index % SHAPES.length] ?? 'circle',
  };
}

type Corners = readonly (readonly [x: number, y: number])[];

const TURN = Math.PI / 5;
const ARM = 0.38;
const SLANT = Math.SQRT1_2;
const PLUS: Corners = [
  [-ARM, -1.1],
  [ARM, -1.1],
  [ARM, -ARM],
  [1.1, -ARM],
  [1.1, ARM],
  [ARM, ARM],
  [ARM, 1.1],
  [-ARM, 1.1],
  [-ARM, ARM],
  [-1.1, ARM],
  [-1.1, -ARM],
  [-ARM, -ARM],
];

function box(x: number, y: number): Corners {
  return [
    [-x, -y],
    [x, -y],
    [x, y],
    [-x, y],
  ];
}

/** Corners of each shape around its middle, of about the same area. */
const CORNERS: Readonly<Record<Exclude<MarkShape, 'circle'>, Corners>> = {
  square: box(0.9, 0.9),
  bar: box(0.55, 1.3),
  triangle: [
    [0, -1.2],
    [1.1, 0.8],
    [-1.1, 0.8],
  ],
  down: [
    [0, 1.2],
    [1.1, -0.8],
    [-1.1, -0.8],
  ],
  diamond: [
    [0, -1.3],
    [1.1, 0],
    [0, 1.3],
    [-1.1, 0],
  ],
  plus: PLUS,
  cross: PLUS.map(([x, y]) => [SLANT * (x - y), SLANT * (x + y)] as const),
  star: Array.from({ length: 10 }, (_, at) => {
    const reach = at % 2 === 0 ? 1.3 : 0.55;
    return [reach * Math.sin(at * TURN), -reach * Math.cos(at * TURN)] as const;
  }),
};

/** Path of a mark. */
export function markPath(shape: MarkShape, x: number, y: number, r: number): string {
  if (shape === 'circle') return `M${x - r} ${y}a${r} ${r} 0 1 0 ${2 * r} 0a${r} ${r} 0 1 0 ${-2 * r} 0Z`;
  const points = CORNERS[shape].map(([dx, dy]) => `${(x + dx * r).toFixed(1)} ${(y + dy * r).toFixed(1)}`);
  return `M${points.join('L')}Z`;
}
