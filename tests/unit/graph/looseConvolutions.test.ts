import { describe, expect, it } from 'vitest';
import { GraphBuilder } from '../../../workers/graph/builder';
import { findMaskSites } from '../../../workers/graph/sites';

function sitesOf(write: (g: GraphBuilder) => string): string[] {
  const g = new GraphBuilder([8, 8, 3]);
  const output = write(g);
  const count = g.maskLooseConvolutions();
  const graph = g.build('test', output);
  expect(graph.nodes.filter((node) => node.kind === 'conv2d' && node.masked)).toHaveLength(count);
  return findMaskSites(graph).map(({ id }) => id);
}

const conv = (g: GraphBuilder, id: string, from: string, options = {}): string =>
  g.conv(id, from, 3, { size: 3, ...options });

describe('masks act', () => {
  it('on batch norms, and on convolutions that none follows', () => {
    const sites = sitesOf((g) => {
      const norm = g.batchNorm('norm', conv(g, 'normalised', 'input'));
      const plain = g.activation('relu', conv(g, 'plain', norm));
      return g.dense('dense', g.globalAvgPool('pool', plain), 4);
    });
    expect(sites).toEqual(['norm', 'plain']);
  });

  it('on a convolution of which only one of two branches is normalised', () => {
    const sites = sitesOf((g) => {
      const split = conv(g, 'split', 'input');
      const sum = g.add('sum', g.batchNorm('norm', split), split);
      return g.dense('dense', g.globalAvgPool('pool', sum), 4);
    });
    expect(sites).toEqual(['split', 'norm']);
  });

  it('not on the convolution whose channels are the classes', () => {
    const sites = sitesOf((g) => g.globalAvgPool('pool', conv(g, 'classes', conv(g, 'first', 'input'))));
    expect(sites).toEqual(['first']);
  });

  it('on a separable convolution once, behind both its halves', () => {
    const sites = sitesOf((g) => {
      const half = conv(g, 'depthwise', 'input', { groups: 3 });
      const whole = conv(g, 'pointwise', half, { size: 1 });
      const alone = g.activation('relu', conv(g, 'alone', whole, { groups: 3 }));
      return g.dense('dense', g.globalAvgPool('pool', alone), 4);
    });
    expect(sites).toEqual(['pointwise', 'alone']);
  });
});
