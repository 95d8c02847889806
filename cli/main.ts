/** The headless runner's commands by name: run, detect, train, inspect, expand, merge, table, record. */
import { faultText } from '../src/text/faults';
import { FaultError, toFault } from '../workers/protocol';
import { type Arguments, readArguments } from './arguments';
import { detectCommand } from './detectCommand';
import { expandCommand } from './expandCommand';
import { inspectCommand } from './inspectCommand';
import { MERGE_OPTIONS, mergeCommand } from './mergeCommand';
import { recordCommand } from './recordCommand';
import { RUN_OPTIONS, runCommand } from './runCommand';
import { TABLE_OPTIONS, tableCommand } from './tableCommand';
import { trainCommand } from './trainCommand';
import { USAGE } from './usage';

const COMMANDS: Readonly<Record<string, (args: Arguments) => Promise<void>>> = {
  run: runCommand,
  detect: detectCommand,
  inspect: inspectCommand,
  expand: expandCommand,
  merge: mergeCommand,
  table: tableCommand,
  train: trainCommand,
  record: recordCommand,
};

async function obey([name = '', ...line]: readonly string[]): Promise<void> {
  if (name === '--help' || name === 'help' || line.includes('--help')) {
    process.stdout.write(USAGE);
    return;
  }
  if (name === '') {
    process.stderr.write(USAGE);
    process.exitCode = 1;
    return;
  }
  const command = COMMANDS[name];
  if (command === undefined) {
    const reason = `known are ${Object.keys(COMMANDS).join(', ')}`;
    throw new FaultError('argument-invalid', { argument: name, reason });
  }
  await command(readArguments(line, [...RUN_OPTIONS, ...MERGE_OPTIONS, ...TABLE_OPTIONS], ['show']));
}

/** Does what the words say; a fault becomes one line on stderr and the exit code 1. */
export async function main(words: readonly string[]): Promise<void> {
  try {
    await obey(words);
  } catch (thrown) {
    // Caught here, since Node would print the whole of tfjs's minified source line with an uncaught error.
    const fault = toFault(thrown);
    const { title, cause, remedy } = faultText(fault);
    process.stderr.write(`${title}: ${cause} ${remedy}\n`);
    if (fault.code === 'bug') process.stderr.write(`${fault.detail ?? ''}\n`);
    process.exitCode = 1;
  }
}
