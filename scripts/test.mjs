/**
 * `npm test`: every check of the project; those that only read the sources go on side by side, the others one after another. A failing
 * step does not hide the next. Works on a fresh clone.
 * `npm test -- lint unit` runs only the steps named. The last line is `N passed, N failed`, with `, N skipped` where tests were skipped.
 */
import { spawn } from 'node:child_process';
import { existsSync, mkdirSync, rmSync } from 'node:fs';
import { join, resolve } from 'node:path';
import { ensureDependencies, ROOT } from './dependencies.mjs';
import { findChromium, installChromium } from './findChromium.mjs';
import { playwrightTally, unitTally } from './tallies.mjs';

const RESULTS = join(ROOT, 'tests/results');
const UNIT_TALLY = join(RESULTS, 'unit.json');
const PAGE_TALLY = join(RESULTS, 'pages.json');

const STEPS = [
  { name: 'kernels', commands: ['node scripts/build-kernels.mjs'] },
  { name: 'lint', sideBySide: true, commands: ['npx --no-install eslint . --max-warnings 0'] },
  { name: 'format', sideBySide: true, commands: ['npx --no-install prettier --check --log-level warn .'] },
  {
    name: 'types',
    sideBySide: true,
    commands: ['src', 'workers', 'tsconfig.node.json'].map((path) => `npx --no-install tsc -p ${path}`),
  },
  { name: 'unit', commands: ['npx --no-install vitest run'], tally: () => unitTally(UNIT_TALLY) },
  { name: 'build', commands: ['npx --no-install vite build --logLevel warn'] },
  {
    name: 'pages',
    commands: ['npx --no-install playwright test'],
    tally: () => playwrightTally(PAGE_TALLY),
    needsChromium: true,
  },
];

function chosenSteps() {
  const names = process.argv.slice(2);
  const unknown = names.find((name) => STEPS.every((step) => step.name !== name));
  if (unknown !== undefined) {
    console.error(`No step is called ${unknown}; there are ${STEPS.map((step) => step.name).join(', ')}.`);
    process.exit(1);
  }
  return names.length === 0 ? STEPS : STEPS.filter((step) => names.includes(step.name));
}

/** Runs a command and answers its success; beside others, what it says is printed when it has ended. */
function run(command, environment, isBeside) {
  if (!isBeside) console.log(`> ${command}`);
  const stdio = isBeside ? 'pipe' : 'inherit';
  return new Promise((done) => {
    const child = spawn(command, { cwd: ROOT, stdio, shell: true, env: environment });
    const said = [];
    for (const stream of [child.stdout, child.stderr]) stream?.on('data', (piece) => said.push(piece));
    child.on('close', (code) => {
      if (isBeside) process.stdout.write(Buffer.concat([Buffer.from(`> ${command}\n`), ...said]));
      done(code === 0);
    });
  });
}

/** A step without single tests counts as one test; one with tests that broke before it could count them has failed once. */
function countStep(step, isGood) {
  const tally = step.tally?.() ?? { passed: isGood ? 1 : 0, failed: 0, skipped: [] };
  if (!isGood && tally.failed === 0) tally.failed = 1;
  return tally;
}

async function runStep(step, environment) {
  const startMs = performance.now();
  let isGood = true;
  // Every command runs, so that one call shows all there is to mend.
  for (const command of step.commands)
    isGood = (await run(command, environment, step.sideBySide === true)) && isGood;
  return { name: step.name, ...countStep(step, isGood), elapsedMs: performance.now() - startMs };
}

/** Steps in the order they run: neighbours that may go on side by side form one group. */
function groupsOf(steps) {
  const groups = [];
  for (const step of steps) {
    const last = groups.at(-1);
    if (step.sideBySide && last?.[0].sideBySide) last.push(step);
    else groups.push([step]);
  }
  return groups;
}

function printSkipped(skipped) {
  if (skipped.length === 0) return;
  console.log('\nSkipped:');
  const cases = resolve(ROOT, process.env.RNP_CASES ?? '../shared');
  if (!existsSync(join(cases, 'parity'))) {
    console.log(
      `  There are no recorded cases in ${cases} (RNP_CASES): the tests that compare with them are skipped.`,
    );
  }
  for (const { name, reason } of skipped) console.log(`  ${name}${reason === '' ? '' : `: ${reason}`}`);
}

function printSummary(results) {
  const skipped = results.flatMap((result) => result.skipped);
  printSkipped(skipped);
  console.log('\nSummary:');
  for (const { name, passed, failed, elapsedMs } of results) {
    const seconds = `${(elapsedMs / 1000).toFixed(0)} s`.padStart(7);
    console.log(
      `  ${failed === 0 ? 'ok    ' : 'FAILED'} ${name.padEnd(8)} ${seconds}  ${passed} passed, ${failed} failed`,
    );
  }
  const total = (key) => results.reduce((sum, result) => sum + result[key], 0);
  const tail = skipped.length > 0 ? `, ${skipped.length} skipped` : '';
  console.log(`${total('passed')} passed, ${total('failed')} failed${tail}`);
  process.exitCode = total('failed') === 0 ? 0 : 1;
}

const steps = chosenSteps();
ensureDependencies();
rmSync(RESULTS, { recursive: true, force: true });
mkdirSync(RESULTS, { recursive: true });
const chromium = steps.some((step) => step.needsChromium) ? (findChromium() ?? installChromium()) : null;
if (chromium !== null) console.log(`Chromium: ${chromium}`);
const environment = {
  ...process.env,
  RNP_TALLY: UNIT_TALLY,
  ...(chromium === null || chromium === 'bundled' ? {} : { RNP_CHROMIUM: chromium }),
};
const results = [];
for (const group of groupsOf(steps)) {
  console.log(`\n== ${group.map(({ name }) => name).join(', ')}`);
  results.push(...(await Promise.all(group.map((step) => runStep(step, environment)))));
}
printSummary(results);
