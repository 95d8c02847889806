/** Everything the page shows about one filter of a finished run. */
import { slice, type Tensor } from '../device/tf';
import type { Conv2dNode, Graph } from '../graph/graph';
import { uploadImages } from '../graph/batchTensors';
import { runForward } from '../graph/infer';
import type { HostTensors } from '../graph/hostTensors';
import { siteParameters } from '../graph/sites';
import { FaultError, type FilterSheet } from '../protocol';
import type { FinishedRun } from './finishedRun';
import { imageAndTriggered } from './heatmaps';
import type { MaskCurves } from './maskCurves';

/** The convolution whose output channels a mask site stands for: the site itself or what it normalises. */
function convolutionOf(graph: Graph, site: string): Conv2dNode | null {
  const node = graph.nodes.find(({ id }) => id === site);
  if (node?.kind === 'conv2d') return node;
  const before = graph.nodes.find(({ id }) => id === node?.inputs[0]);
  return before?.kind === 'conv2d' ? before : null;
}

/** L2 norm of a filter of that convolution; 0 where there is none. */
function filterNorm(graph: Graph, host: HostTensors, site: string, channel: number): number {
  const kernel = host.get(convolutionOf(graph, site)?.weight ?? '');
  if (kernel === undefined) return 0;
  const channels = kernel.shape[3] ?? 1;
  let squares = 0;
  for (let at = channel; at < kernel.data.length; at += channels) squares += (kernel.data[at] ?? 0) ** 2;
  return Math.sqrt(squares);
}

/** The channel's map after its mask site in the original network: clean, and with the trigger. */
async function channelMaps(run: FinishedRun, site: string, channel: number, image: number): Promise<Tensor> {
  const { shown, recipe } = run.context;
  const classifier = run.networks.classifier('backdoored');
  if (classifier === null) throw new FaultError('run-missing');
  const pair = await imageAndTriggered(shown, image, recipe.trigger);
  const x = uploadImages(pair, 0, pair.count, classifier.normalisation);
  const [logits, activation] = runForward(classifier, x, { mode: 'eval', taps: [site] });
  x.dispose();
  logits?.dispose();
  if (activation === undefined) throw new FaultError('bug', {}, { detail: `site ${site} has no output` });
  const [count = 1, rows = 1, columns = 1] = activation.shape;
  const one = slice(activation, [0, 0, 0, channel], [count, rows, columns, 1]);
  activation.dispose();
  return one;
}

/** Collects the sheet. Throws `argument-invalid` where there is no such filter. */
export async function filterSheet(
  run: FinishedRun,
  curves: MaskCurves,
  request: { readonly site: string; readonly channel: number; readonly image: number },
): Promise<FilterSheet> {
  const { site, channel, image } = request;
  run.assertFilter(site, channel);
  const { graph, host } = run.context.model;
  const names = siteParameters(graph, site);
  const maps = await channelMaps(run, site, channel, image);
  const values = new Float32Array(await maps.data<'float32'>());
  const [count = 1, rows = 1, columns = 1] = maps.shape;
  maps.dispose();
  return {
    site,
    channel,
    curve: Float32Array.from(curves.of(site), (masks) => masks[channel] ?? 1),
    gamma: names.shift === null ? null : (host.get(names.scaled[0] ?? '')?.data[channel] ?? 0),
    beta: host.get(names.shift ?? names.scaled[1] ?? '')?.data[channel] ?? 0,
    weightNorm: filterNorm(graph, host, site, channel),
    rows,
    columns,
    clean: values.slice(0, rows * columns),
    triggered: count > 1 ? values.slice(rows * columns) : null,
    alone: await run.evaluateAlone(site, channel),
  };
}
