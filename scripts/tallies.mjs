/** Reads what vitest and Playwright left behind into one form: { passed, failed, skipped: [{ name, reason }] }. */
import { readFileSync } from 'node:fs';

function readJson(path) {
  try {
    return JSON.parse(readFileSync(path, 'utf8'));
  } catch {
    return null;
  }
}

/** Nothing was written: the runner broke before its first test, which is one failure. */
function broken() {
  return { passed: 0, failed: 1, skipped: [] };
}

/** The file that tests/unitTally.ts writes. */
export function unitTally(path) {
  return readJson(path) ?? broken();
}

function specsOf(suite, titles) {
  const here = [...titles, suite.title].filter(Boolean);
  const own = (suite.specs ?? []).map((spec) => ({ ...spec, name: [...here, spec.title].join(' > ') }));
  return [...own, ...(suite.suites ?? []).flatMap((child) => specsOf(child, here))];
}

/** The report of Playwright's JSON reporter. A test that passed only when tried again has passed. */
export function playwrightTally(path) {
  const report = readJson(path);
  if (report === null) return broken();
  const tally = { passed: 0, failed: report.errors?.length ?? 0, skipped: [] };
  for (const spec of report.suites.flatMap((suite) => specsOf(suite, []))) {
    for (const test of spec.tests) {
      const reason =
        test.annotations.find(({ type }) => type === 'skip' || type === 'fixme')?.description ?? '';
      if (test.status === 'skipped') tally.skipped.push({ name: spec.name, reason });
      else if (test.status === 'unexpected') tally.failed += 1;
      else tally.passed += 1;
    }
  }
  return tally;
}
