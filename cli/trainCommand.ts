/** `rnp train <attack | recipe.json | report.json | link>`: plants a backdoor without a page; cut off, it goes on after its last epoch. */
import { writeFile } from 'node:fs/promises';
import type { Arguments } from './arguments';
import { attackRecipeFrom } from './attackRecipeOf';
import { createNodeSession } from './nodeSession';
import { openOwnFiles, ownPaths } from './ownPaths';
import { backendOf, namedNormalisation, progressLine } from './runCommand';
import { openData } from './runWithFiles';
import { wasmAssetsOf } from './threads';
import { fileSnapshots } from './zooSnapshots';

/** Trains, writes the network to `--out` (by default under its own name) and the report to stdout. */
export async function trainCommand(args: Arguments): Promise<void> {
  const recipe = await attackRecipeFrom(args);
  const backend = backendOf(args);
  const normalisation = namedNormalisation(args.option('normalisation') ?? 'rnp');
  const files = await openOwnFiles(await ownPaths(args), { normalisation });
  const tell = progressLine();
  const host = { wasm: wasmAssetsOf(args), snapshots: fileSnapshots };
  const session = createNodeSession((_job, event) => tell(event), host);
  try {
    await session.start(backend);
    const data = (await openData(session, files)) ?? recipe.data;
    const { report, file } = await session.train({ job: 'train', recipe: { ...recipe, data }, resume: true });
    await writeFile(args.option('out') ?? file.name, file.bytes);
    process.stdout.write(`${JSON.stringify(report, null, 1)}\n`);
    const { result } = report;
    const clean = result?.cleanAccuracy.toFixed(4) ?? '-';
    const attack = result?.attackSuccessRate?.toFixed(4) ?? '-';
    process.stderr.write(`clean ${clean} attack ${attack}, ${args.option('out') ?? file.name} written\n`);
  } finally {
    session.dispose();
  }
}
