/** `rnp table <name>`: rebuilds a committed table, or prints it with `--show`. */
import { FaultError } from '../workers/protocol';
import type { Arguments } from './arguments';
import { ADAPTIVE_TABLE } from './tables/adaptive';
import { ATTACKS_TABLE } from './tables/attacks';
import { DEFENSES_TABLE } from './tables/defenses';
import { DETECTION_TABLE } from './tables/detection';
import type { Table } from './tables/table';

/** Options of tables besides those of runs. */
export const TABLE_OPTIONS = ['only', 'seeds', 'cases', 'methods', 'constants'] as const;

const TABLES: Readonly<Record<string, Table>> = {
  adaptive: ADAPTIVE_TABLE,
  attacks: ATTACKS_TABLE,
  defenses: DEFENSES_TABLE,
  detection: DETECTION_TABLE,
};

/** Rebuilds (all rows, or those of `--only a,b`) and shows the table; with `--show` it only shows it. */
export async function tableCommand(args: Arguments): Promise<void> {
  const [name = ''] = args.words;
  const table = TABLES[name];
  if (table === undefined) {
    const reason = `known are ${Object.keys(TABLES).join(', ')}`;
    throw new FaultError('argument-invalid', { argument: 'table', reason });
  }
  if (!args.has('show')) await table.build(args);
  for (const line of await table.lines()) process.stdout.write(`${line}\n`);
}
