/** The command line as data: positional words, `--name value` options that may repeat, `--flag` switches. */
import { FaultError } from '../workers/protocol';

export interface Arguments {
  readonly words: readonly string[];
  /** Last value of an option, or null. */
  option(name: string): string | null;
  /** All values of an option. */
  all(name: string): readonly string[];
  has(flag: string): boolean;
}

/** Reads a command line. Throws `argument-invalid` for an option that is not known or has no value. */
export function readArguments(
  line: readonly string[],
  options: readonly string[],
  flags: readonly string[],
): Arguments {
  const words: string[] = [];
  const values = new Map<string, string[]>();
  const set = new Set<string>();
  for (let at = 0; at < line.length; at++) {
    const word = line[at] ?? '';
    if (!word.startsWith('--')) {
      words.push(word);
      continue;
    }
    const [name = '', inline] = word.slice(2).split(/=(.*)/s);
    if (flags.includes(name)) {
      set.add(name);
      continue;
    }
    const value = inline ?? line[++at];
    if (!options.includes(name) || value === undefined) {
      const known = [...options, ...flags].map((each) => `--${each}`).join(' ');
      const reason = options.includes(name) ? 'it needs a value' : `known are ${known}`;
      throw new FaultError('argument-invalid', { argument: `--${name}`, reason });
    }
    values.set(name, [...(values.get(name) ?? []), value]);
  }
  return {
    words,
    option: (name) => values.get(name)?.at(-1) ?? null,
    all: (name) => values.get(name) ?? [],
    has: (flag) => set.has(flag),
  };
}
