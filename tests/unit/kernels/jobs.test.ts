import { readdirSync, readFileSync } from 'node:fs';
import { describe, expect, it } from 'vitest';
import { readNumber, readSections } from '../../../workers/device/kernels/wasm/wasmSections';
import { JOBS, RECORDS } from '../../../workers/device/kernels/wasm/jobs';

const FOLDER = new URL('../../../workers/device/kernels/wasm/assembly/', import.meta.url);
const sources = readdirSync(FOLDER)
  .filter((name) => name.endsWith('.ts'))
  .map((name) => readFileSync(new URL(name, FOLDER), 'utf8'))
  .join('\n');

/** Fields of an unmanaged class in their order, with their types. */
function fieldsOf(name: string): { field: string; type: string }[] {
  const body =
    new RegExp(`@unmanaged\\n(?:export )?class ${name} \\{(.*?)\\n\\}`, 's').exec(sources)?.[1] ?? '';
  return [...body.matchAll(/^ {2}(\w+): (\w+);$/gm)].map(([, field = '', type = '']) => ({ field, type }));
}

describe('jobs', () => {
  it.each(Object.entries(RECORDS))('%s lies in the heap as the kernels read it', (name, fields) => {
    expect(fieldsOf(name).map(({ field }) => field)).toEqual(fields);
  });

  it.each(JOBS.map(([name, record], kind) => ({ name, record, kind })))(
    '$name has the number $kind and takes a $record',
    ({ name, record, kind }) => {
      expect(sources).toContain(
        `case ${kind}:\n      return ${name}(changetype<${record}>(job), chunk, thread);`,
      );
    },
  );

  it('writes floats where the kernels read floats', () => {
    const floats = Object.keys(RECORDS).flatMap((name) =>
      fieldsOf(name).flatMap(({ field, type }) => (type === 'f32' ? [field] : [])),
    );
    const integers = Object.keys(RECORDS).flatMap((name) =>
      fieldsOf(name).flatMap(({ field, type }) => (type === 'f32' ? [] : [field])),
    );
    expect(new Set(floats)).toEqual(new Set(['a', 'b', 'learningRate', 'momentum', 'weightDecay', 'factor']));
    expect(integers.filter((field) => floats.includes(field))).toEqual([]);
  });
});

const BUILDS = new URL('../../../workers/device/kernels/wasm/', import.meta.url);
const DATA = 11;

describe('built kernels', () => {
  const builds = readdirSync(BUILDS).filter((name) => name.endsWith('.wasm'));

  it('come for engines with and without relaxed SIMD, for one thread and several', () => {
    expect(builds).toHaveLength(4);
  });

  it.each(builds)('%s holds no static data, which would overwrite the heap of tfjs', (name) => {
    const data = readSections(readFileSync(new URL(name, BUILDS))).filter(({ id }) => id === DATA);
    expect(data.map(({ content }) => readNumber(content, 0)[0])).toEqual(data.map(() => 0));
  });
});
