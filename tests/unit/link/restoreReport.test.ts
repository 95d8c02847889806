/** Reports from files: a whole one is shown, a foreign or broken one is refused by name. */
import fc from 'fast-check';
import { beforeEach, describe, expect, it } from 'vitest';
import { FaultError, type Report } from '../../../workers/protocol';
import { showReport } from '../../../src/client/showReport';
import { restoreReport } from '../../../src/link/restoreReport';
import { seriesCsv } from '../../../src/features/share/seriesCsv';
import { emptyRun, runStore } from '../../../src/state/runStore';
import { series } from '../../../src/state/series';
import { plausibleReport } from '../run/plausibleRun';

const report = plausibleReport();

function faultOf(text: string): FaultError['fault'] {
  try {
    restoreReport(text);
  } catch (thrown) {
    if (thrown instanceof FaultError) return thrown.fault;
    throw thrown;
  }
  throw new Error('accepted');
}
const changed = (change: Partial<Record<keyof Report, unknown>>) => JSON.stringify({ ...report, ...change });

describe('reading', () => {
  it('brings a report back whole', () => {
    expect(restoreReport(JSON.stringify(report))).toEqual(report);
  });

  it.each([
    ['nothing', '', 'file-empty'],
    ['half a file', JSON.stringify(report).slice(0, 500), 'file-damaged'],
    ['other JSON', '{"a":1}', 'file-unknown'],
    ['a newer one', changed({ version: 2 }), 'link-newer'],
    ['a broken recipe', changed({ recipe: { ...report.recipe, seed: -1 } }), 'recipe-invalid'],
    ['an accuracy of 7', changed({ label: { ...report.label, share: 7 } }), 'file-damaged'],
    ['no series', changed({ series: 'none' }), 'file-damaged'],
    [
      'masks of another network',
      changed({ masks: [{ site: 'bn1', values: [1], mean: [1] }] }),
      'masks-mismatch',
    ],
  ])('refuses %s', (_, text, code) => expect(faultOf(text).code).toBe(code));

  it('names the field that is wrong', () => {
    expect(faultOf(changed({ label: { ...report.label, share: 7 } })).params['reason']).toContain(
      'label.share',
    );
  });

  it('throws nothing but faults, whatever stands in a field', () => {
    const keys = Object.keys(report) as (keyof Report)[];
    fc.assert(
      fc.property(fc.constantFrom(...keys), fc.jsonValue(), (key, value) => {
        try {
          restoreReport(changed({ [key]: value }));
        } catch (thrown) {
          expect(thrown).toBeInstanceOf(FaultError);
        }
      }),
      { numRuns: 100 },
    );
  });
});

describe('showing', () => {
  beforeEach(() => {
    series.reset();
    runStore.setState({ ...emptyRun(), finished: [] }, true);
  });

  it('fills the stores as a run would have', () => {
    expect(showReport(report)).toBe(true);
    expect(runStore.getState()).toMatchObject({ status: 'done', recorded: true, job: null, report });
    const masks = series.masks();
    const filters = report.masks.reduce((sum, { values }) => sum + values.length, 0);
    expect(masks?.values).toHaveLength(filters);
    expect(masks?.sites.flatMap(({ counts }) => [...counts]).reduce((a, b) => a + b)).toBe(filters);
  });

  it('waits for a run that is alive', () => {
    runStore.setState({ status: 'running', job: 'run-1' });
    expect(showReport(report)).toBe(false);
    expect(runStore.getState()).toMatchObject({ status: 'running', report: null });
  });
});

it('writes every reading of every series into the CSV, with its pen', () => {
  const lines = seriesCsv(report).trimEnd().split('\r\n');
  const readings = report.series.reduce((sum, { steps }) => sum + steps.length, 0);
  expect(lines[0]).toBe('stage,metric,pen,unit,step,value');
  expect(lines).toHaveLength(readings + 1);
});
