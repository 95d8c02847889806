/** Writes a network as an ONNX file that any runtime of opset 17 reads. */
import type { Graph } from '../graph/graph';
import type { HostTensors } from '../graph/hostTensors';
import { valueMessage } from './onnxMessages';
import { OnnxNetwork } from './onnxNetwork';
import { writeNode } from './onnxNodes';
import { WireMessage } from './protobuf';

const IR_VERSION = 8;
const OPSET = 17;
const PRODUCER = 'rnp-playground';

/**
 * Writes a graph with batch norm kept apart, pictures as NCHW in batches of any size. Nodes are called by their ids, initializers by
 * the parameters' names.
 * @param state every parameter of the graph in PyTorch's layout (`toStateDict` in workers/nets/layout.ts)
 * @param meta free text, e.g. where the network came from; lines of `doc_string`
 * @throws FaultError `layer-unsupported`; RangeError when a parameter is absent: a bug of the caller
 */
export function writeOnnx(
  graph: Graph,
  state: HostTensors,
  meta: Readonly<Record<string, string>> = {},
): Uint8Array<ArrayBuffer> {
  const net = new OnnxNetwork(graph, state);
  for (const node of graph.nodes) net.values.set(node.id, writeNode(net, node));
  const output = net.asVector(graph.output);
  const [height, width, channels] = graph.inputShape;
  const network = new WireMessage();
  for (const node of net.nodes) network.message(1, node);
  network.text(2, graph.architecture);
  for (const tensor of net.initializers) network.message(5, tensor);
  network.message(11, valueMessage('input', ['batch', channels, height, width]));
  network.message(12, valueMessage(output, ['batch', graph.classes]));
  return new WireMessage()
    .int(1, IR_VERSION)
    .text(2, PRODUCER)
    .text(
      6,
      Object.entries(meta)
        .map(([key, value]) => `${key}: ${value}`)
        .join('\n'),
    )
    .message(7, network)
    .message(8, new WireMessage().text(1, '').int(2, OPSET))
    .finish();
}
