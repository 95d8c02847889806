import { describe, expect, it } from 'vitest';
import { importKeras } from '../../../../workers/importers/keras/importKeras';
import { matchByOrder } from '../../../../workers/importers/keras/matchByOrder';
import { readKerasH5 } from '../../../../workers/readers/keras';
import { faultOf, fixture } from '../../readers/fixture';
import { buildResnet18 } from '../../../../workers/nets/resnetCifar';
import { readTfjsLayers } from './fixtures';

describe('a file of weights alone', () => {
  it('has no architecture of its own', async () => {
    const file = await readKerasH5(fixture('keras/plain-stack/keras2.weights.h5'));
    expect(file.config).toBeNull();
    expect((await faultOf(() => importKeras(file))).code).toBe('architecture-unknown');
  });

  it.each(['keras2.weights.h5', 'keras3.weights.h5'])('fills a chosen network in order: %s', async (name) => {
    const whole = importKeras(await readTfjsLayers('plain-stack'));
    const { weights } = await readKerasH5(fixture(`keras/plain-stack/${name}`));
    const host = matchByOrder(whole.graph, weights);
    expect([...host]).toEqual([...whole.host]);
  });

  it('is refused by a network it does not fit', async () => {
    const { weights } = await readKerasH5(fixture('keras/plain-stack/keras2.weights.h5'));
    const fault = await faultOf(() => matchByOrder(buildResnet18(4), weights));
    expect(fault.code).toBe('shape-mismatch');
    expect(fault.params['name']).toMatch(/^conv1/);
    const { graph } = importKeras(await readTfjsLayers('plain-stack'));
    const missing = await faultOf(() => matchByOrder(graph, weights.slice(0, -1)));
    expect(missing).toMatchObject({ code: 'tensor-missing', params: { count: 1 } });
    const [first] = weights;
    const more = await faultOf(() =>
      matchByOrder(graph, [...weights, ...(first === undefined ? [] : [first])]),
    );
    expect(more.code).toBe('shape-mismatch');
  });
});
