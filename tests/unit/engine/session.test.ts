import { beforeAll, beforeEach, describe, expect, it } from 'vitest';
import { memory } from '../../../workers/device/tf';
import {
  type EngineEvent,
  type Fault,
  FaultError,
  type Recipe,
  STAGES,
  toFault,
} from '../../../workers/protocol';
import { createLab, type Lab, ownNetwork, smallNetworkFile, smallRecipe, startBackend } from './smallRun';

let lab: Lab;

beforeAll(startBackend);

beforeEach(async () => {
  lab = await createLab();
});

async function faultOf(work: Promise<unknown>): Promise<Fault> {
  try {
    await work;
  } catch (thrown) {
    return toFault(thrown);
  }
  throw new Error('nothing was thrown');
}

function eventsOf(job: string): EngineEvent[] {
  return lab.events.filter((each) => each.job === job).map((each) => each.event);
}

function only<K extends EngineEvent['kind']>(job: string, kind: K): Extract<EngineEvent, { kind: K }>[] {
  return eventsOf(job).filter((event): event is Extract<EngineEvent, { kind: K }> => event.kind === kind);
}

describe('a run from beginning to end', () => {
  it('passes the stages in order and leaves a whole report', async () => {
    const recipe = await smallRecipe(lab);
    const report = await lab.session.run({ job: 'run', recipe });
    const stages = only('run', 'state').flatMap((event) => (event.stage === null ? [] : [event.stage]));
    expect(stages).toEqual(STAGES);
    expect(report.unlearn.steps).toBe(9);
    expect(report.recover.steps).toBe(6);
    expect(report.label.histogram.reduce((sum, count) => sum + count, 0)).toBe(48);
    expect(report.masks.flatMap((site) => site.values)).toHaveLength(300);
    expect(report.prune.rows[0]?.pruned).toBe(0);
    const { pruned, vetoed } = report.prune.chosen;
    // The walk ends early where the revealed trigger fails.
    expect(pruned + vetoed).toBeGreaterThan(0);
    expect(pruned + vetoed).toBeLessThanOrEqual(9);
    expect(only('run', 'cut')).toHaveLength(pruned + vetoed);
    expect(only('run', 'label')[0]?.margins).toHaveLength(report.model.classes);
    expect(report.label.margins).toHaveLength(report.model.classes);
    const last = [report.reveal, ...(report.reveal?.again ?? [])].at(-1);
    expect(only('run', 'revealed').slice(-1)[0]?.fooled).toBe(last?.fooled);
    lab.session.dispose();
  });

  it('keeps the laws of the event stream', async () => {
    await lab.session.run({ job: 'run', recipe: await smallRecipe(lab) });
    for (const stage of STAGES) {
      const steps = only('run', 'points')
        .filter((event) => event.stage === stage && event.metric === 'loss')
        .flatMap((event) => [...event.steps]);
      expect(steps).toEqual([...steps].sort((left, right) => left - right));
    }
    for (const { done, total } of only('run', 'progress')) expect(total === null || done <= total).toBe(true);
    for (const { sites, values } of only('run', 'masks')) {
      expect(sites.reduce((sum, site) => sum + site.counts.reduce((part, count) => part + count, 0), 0)).toBe(
        values.length,
      );
    }
    expect(only('run', 'end')).toHaveLength(1);
    expect(eventsOf('run').pop()?.kind).toBe('end');
    lab.session.dispose();
  });

  it('gives the same numbers for the same recipe and other numbers for another seed', async () => {
    const recipe = await smallRecipe(lab);
    const first = await lab.session.run({ job: 'first', recipe });
    const second = await lab.session.run({ job: 'second', recipe });
    const other = await lab.session.run({ job: 'other', recipe: { ...recipe, seed: 4 } });
    expect(second.masks).toEqual(first.masks);
    expect(second.prune.chosen).toEqual(first.prune.chosen);
    expect(other.masks).not.toEqual(first.masks);
    lab.session.dispose();
  });

  it('answers other cuts, single filters, maps and exports of the finished run', async () => {
    const report = await lab.session.run({ job: 'run', recipe: await smallRecipe(lab) });
    const none = await lab.session.tryPrune({ run: 'run', cut: { kind: 'count', count: 0 } });
    expect(none).toMatchObject({ pruned: 0 });
    const sheet = await lab.session.inspectFilter({ run: 'run', site: 'layer2.0.bn2', channel: 5, image: 0 });
    expect(sheet.curve.length).toBeGreaterThan(0);
    expect(sheet.clean).toHaveLength(16 * 16);
    const maps = await lab.session.maps({ run: 'run', layer: 'layer3.1', image: 2 });
    expect(new Set(maps.map((map) => map.network)).size).toBe(4);
    const file = await lab.session.exportAs({
      run: 'run',
      what: { kind: 'network', network: 'pruned', format: 'safetensors' },
    });
    const reopened = await lab.session.loadModel({
      job: 'again',
      source: ownNetwork(new File([new Uint8Array(file.bytes)], file.name)),
    });
    expect(reopened.channels).toBe(report.model.channels);
    lab.session.dispose();
  });
});

describe('what is left behind', () => {
  async function tensorsAround(work: (recipe: Recipe) => Promise<void>): Promise<[number, number]> {
    const recipe = await smallRecipe(lab);
    const before = memory().numTensors;
    await work(recipe);
    lab.session.dispose();
    return [before, memory().numTensors];
  }

  it('is nothing after a whole run', async () => {
    const [before, after] = await tensorsAround(async (recipe) => {
      await lab.session.run({ job: 'run', recipe });
    });
    expect(after).toBe(before);
  });

  it.each(['unlearn', 'recover', 'prune'] as const)('is nothing after a cancel in %s', async (stage) => {
    const [before, after] = await tensorsAround(async (recipe) => {
      lab.onEvent = (event) => {
        if (event.kind === 'progress' && event.phase === stage)
          lab.session.control({ job: 'run', do: 'cancel' });
      };
      expect((await faultOf(lab.session.run({ job: 'run', recipe }))).code).toBe('cancelled');
    });
    expect(after).toBe(before);
    expect(only('run', 'end')[0]?.how).toBe('cancelled');
  });

  it('is nothing after a fault in mid-run', async () => {
    const [before, after] = await tensorsAround(async (recipe) => {
      const wild = {
        ...recipe.unlearn,
        objective: 'cross-entropy',
        stepRule: 'fixed',
        learningRate: 1,
        momentum: 0.99,
      } as const;
      const unlearn = { ...wild, maxEpochs: 60, weightDecay: 1 };
      const fault = await faultOf(lab.session.run({ job: 'run', recipe: { ...recipe, unlearn } }));
      expect(['diverged', 'cancelled']).toContain(fault.code);
    });
    expect(after).toBe(before);
  });
});

describe('commands while a run goes on', () => {
  it('pause holds it, step lets one step through, resume ends it', async () => {
    const recipe = await smallRecipe(lab);
    const done: number[] = [];
    let heldAt = 0;
    let steppedTo = 0;
    const later = (command: 'step' | 'resume', then: () => void): void => {
      setTimeout(() => {
        then();
        lab.session.control({ job: 'run', do: command });
      }, 50);
    };
    lab.onEvent = (event) => {
      if (event.kind === 'progress' && event.phase === 'unlearn') done.push(event.done);
      if (event.kind === 'progress' && event.phase === 'unlearn' && event.done === 2) {
        lab.session.control({ job: 'run', do: 'pause' });
      }
      if (event.kind !== 'state' || event.state !== 'paused') return;
      later('step', () => {
        heldAt = done.length;
        later('resume', () => {
          steppedTo = done.length;
        });
      });
    };
    const report = await lab.session.run({ job: 'run', recipe });
    expect([heldAt, steppedTo]).toEqual([2, 3]);
    expect(report.unlearn.steps).toBe(9);
    lab.session.dispose();
  });

  it('skipping a stage goes on with what it has', async () => {
    const recipe = await smallRecipe(lab);
    lab.onEvent = (event) => {
      if (event.kind === 'progress' && event.phase === 'unlearn' && event.done === 3) {
        lab.session.control({ job: 'run', do: 'skipStage' });
      }
    };
    const report = await lab.session.run({ job: 'run', recipe });
    expect(report.unlearn).toMatchObject({ steps: 3, stopReason: 'skipped' });
    expect(report.recover.steps).toBe(6);
    lab.session.dispose();
  });

  it('a second run is refused and the first one goes on', async () => {
    const recipe = await smallRecipe(lab);
    const first = lab.session.run({ job: 'run', recipe });
    expect((await faultOf(lab.session.run({ job: 'second', recipe }))).code).toBe('run-busy');
    expect((await first).unlearn.steps).toBe(9);
    lab.session.dispose();
  });
});

describe('a device that goes away', () => {
  it('ends the run with a fault, and the run goes on from its last snapshot to the same result', async () => {
    const recipe = await smallRecipe(lab);
    const whole = await lab.session.run({ job: 'whole', recipe });
    lab.onEvent = (event) => {
      if (event.kind === 'progress' && event.phase === 'unlearn' && event.done === 7) {
        lab.loseDevice({ code: 'device-lost', params: {} });
      }
    };
    const fault = await faultOf(lab.session.run({ job: 'cut off', recipe }));
    expect(fault).toMatchObject({ code: 'device-lost', params: { step: 6 } });
    lab.onEvent = () => undefined;
    const resumed = await lab.session.run({ job: 'resumed', recipe, resume: true });
    expect(resumed.masks).toEqual(whole.masks);
    expect(resumed.unlearn.steps).toBe(whole.unlearn.steps);
    lab.session.dispose();
  });
});

describe('bad input', () => {
  it('a file that is no network leaves the one that is open', async () => {
    const recipe = await smallRecipe(lab);
    const source = ownNetwork(new File(['nothing of use'], 'notes.txt'));
    expect((await faultOf(lab.session.loadModel({ job: 'bad', source }))).code).toBe('file-unknown');
    expect((await lab.session.run({ job: 'run', recipe })).model.name).toBe('small.safetensors');
    lab.session.dispose();
  });

  it('a load that is stopped leaves the network that is open', async () => {
    const recipe = await smallRecipe(lab);
    lab.onEvent = (event) => {
      if (event.kind === 'progress' && event.unit === 'byte')
        lab.session.control({ job: 'other', do: 'cancel' });
    };
    const source = ownNetwork(smallNetworkFile(2));
    expect((await faultOf(lab.session.loadModel({ job: 'other', source }))).code).toBe('cancelled');
    lab.onEvent = () => undefined;
    expect(only('other', 'end')).toMatchObject([{ how: 'cancelled' }]);
    expect((await lab.session.run({ job: 'run', recipe })).recipe.model).toEqual(recipe.model);
    lab.session.dispose();
  });

  it('a network with another number of classes than the images is refused with both numbers', async () => {
    const recipe = await smallRecipe(lab);
    const source = ownNetwork(smallNetworkFile(1, 7));
    const { name, sha256 } = await lab.session.loadModel({ job: 'seven', source });
    const fault = await faultOf(
      lab.session.run({ job: 'run', recipe: { ...recipe, model: { kind: 'file', name, sha256 } } }),
    );
    expect(fault).toMatchObject({ code: 'class-count-mismatch', params: { network: 7, images: 10 } });
    lab.session.dispose();
  });

  it.each([
    [
      'fewer images than a batch',
      (r: Recipe) => ({ ...r, defense: { ...r.defense, images: 10 } }),
      'defense-set-too-small',
    ],
    [
      'a target that does not exist',
      (r: Recipe) => ({ ...r, trigger: { ...r.trigger, target: 10 } }),
      'target-out-of-range',
    ],
    [
      'a network that is not open',
      (r: Recipe) => ({ ...r, model: { ...r.model, sha256: 'a'.repeat(64) } }),
      'checksum-mismatch',
    ],
    [
      'an option out of its range',
      (r: Recipe) => ({ ...r, prune: { ...r.prune, walk: 2 } }),
      'recipe-invalid',
    ],
  ])('%s is one fault', async (_name, change, code) => {
    const recipe = await smallRecipe(lab);
    const fault = await faultOf(lab.session.run({ job: 'run', recipe: change(recipe) as Recipe }));
    expect(fault.code).toBe(code);
    expect(new FaultError(fault.code).fault.code).toBe(code);
    lab.session.dispose();
  });
});
