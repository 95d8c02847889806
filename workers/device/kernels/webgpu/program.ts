/** Compute shaders as text, each with a name that says all that is constant in it. */

import type { Variant } from './convolutionTile';

/** What a shader is made of. Buffers are bound in this order: reads, writes, and last the uniform numbers. */
export interface Shader<Size extends string, Factor extends string> {
  /** `name: element type` each, e.g. `x: vec4f`. */
  readonly reads: readonly string[];
  readonly writes: readonly string[];
  /** Whole numbers; `s.name` in the text. */
  readonly sizes: readonly Size[];
  /** Real numbers; `s.name` as well. */
  readonly factors?: readonly Factor[];
  /** Threads of a workgroup. */
  readonly lanes?: number;
  readonly variant?: Variant;
  readonly declarations?: string;
  /** Body of the entry point; `id` is the number of the thread, `lane` its number in the workgroup `group`. */
  readonly main: string;
}

/** A shader ready to be compiled. */
export interface Program<Size extends string = string, Factor extends string = string> {
  readonly name: string;
  readonly source: string;
  readonly reads: number;
  readonly writes: number;
  readonly sizes: readonly Size[];
  readonly factors: readonly Factor[];
  readonly lanes: number;
  /** Where there are others that could run in its place. */
  readonly variant: Variant | undefined;
}

const LANES = 64;

function declareBuffers(buffers: readonly string[], first: number, access: string): string {
  return buffers
    .map((buffer, index) => {
      const [name = '', element = ''] = buffer.split(': ');
      return `@group(0) @binding(${first + index}) var<storage, ${access}> ${name}: array<${element}>;`;
    })
    .join('\n');
}

function write<Size extends string, Factor extends string>(
  name: string,
  shader: Shader<Size, Factor>,
): Program<Size, Factor> {
  const { reads, writes, sizes, factors = [], lanes = LANES } = shader;
  const uniformAt = reads.length + writes.length;
  const source = `// ${name}
${shader.variant === 'quad' ? 'enable subgroups;\n' : ''}
struct Numbers {
${[...sizes.map((size) => `  ${size}: i32,`), ...factors.map((factor) => `  ${factor}: f32,`)].join('\n')}
}
${declareBuffers(reads, 0, 'read')}
${declareBuffers(writes, reads.length, 'read_write')}
@group(0) @binding(${uniformAt}) var<uniform> s: Numbers;
${shader.declarations ?? ''}
@compute @workgroup_size(${lanes})
fn main(
  @builtin(workgroup_id) place: vec3u,
  @builtin(num_workgroups) places: vec3u,
  @builtin(local_invocation_index) laneIndex: u32,
) {
  let lane = i32(laneIndex);
  // Rows of workgroups stand under each other where one dimension of the grid is too short.
  let group = i32(place.y * places.x + place.x);
  let id = group * ${lanes} + lane;
${shader.main}
}
`;
  return {
    name,
    source,
    reads: reads.length,
    writes: writes.length,
    sizes,
    factors,
    lanes,
    variant: shader.variant,
  };
}

const programs = new Map<string, Program>();

/** The program of that name, written at its first use. The name has to hold every constant of the text. */
export function defineProgram<Size extends string, Factor extends string = never>(
  name: string,
  shader: () => Shader<Size, Factor>,
): Program<Size, Factor> {
  const known = programs.get(name);
  // Equal names have equal texts, hence equal numbers.
  if (known !== undefined) return known as Program<Size, Factor>;
  const program = write(name, shader());
  programs.set(name, program);
  return program;
}

/** The function `rectify`: max(v, 0) that hands a NaN on. */
export function declareRectify(element: string): string {
  return `fn rectify(v: ${element}) -> ${element} { return select(v, ${element}(), v < ${element}()); }`;
}
