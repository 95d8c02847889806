/** Which tensors of a file belong to which layer. */
import { FaultError } from '../../protocol/faults';
import type { RawTensor } from '../../readers/elements';
import type { KerasFile, LayerWeights, NamedTensor } from '../../readers/kerasFile';
import { inOrder } from '../../readers/kerasWeights';
import type { KerasModel } from './config';
import type { FlatLayer } from './flatten';
import { tensorNames } from './tensorNames';

/** Gives layers their tensors, and knows in the end which nobody asked for. */
export class WeightStore {
  private readonly byGroup: ReadonlyMap<string, LayerWeights>;
  /** Tensors by the first group they lie in and the last part of the path before their name. */
  private readonly byOwner = new Map<string, NamedTensor[]>();
  /** In files of Keras 3: the group of a layer, by its path. */
  private readonly groups: ReadonlyMap<string, string>;
  private readonly taken = new Set<NamedTensor>();

  constructor(
    private readonly file: KerasFile,
    model: KerasModel,
  ) {
    this.byGroup = new Map(file.weights.map((weights) => [weights.group, weights]));
    for (const { group, tensors } of file.weights) {
      for (const tensor of tensors) {
        const key = ownerKey(group, tensor.name.split('/').at(-2) ?? '');
        const list = this.byOwner.get(key) ?? [];
        this.byOwner.set(key, list);
        list.push(tensor);
      }
    }
    this.groups = file.naming === 'by-class' ? groupsByClass(model, file.weights) : new Map();
  }

  /**
   * The tensors of a layer by Keras's names for them.
   * @throws FaultError `tensor-missing`, `weights-not-finite`
   */
  take(layer: FlatLayer): ReadonlyMap<string, RawTensor> {
    const names = tensorNames(layer.className, layer.config);
    const candidates = this.candidatesFor(layer.path);
    const named = names.map((name) => candidates.find((each) => isCalled(each.name, name)));
    // Layers that were renamed, and files that only number: the order tells.
    const isByOrder = named.includes(undefined) && candidates.length >= names.length;
    const chosen = isByOrder ? candidates.slice(0, names.length) : named;
    const tensors = new Map<string, RawTensor>();
    names.forEach((name, index) => {
      const found = chosen[index];
      const title = `${layer.path.join('/')}/${name}`;
      if (found === undefined) throw new FaultError('tensor-missing', { count: 1, first: title });
      if (!found.tensor.data.every(Number.isFinite))
        throw new FaultError('weights-not-finite', { name: title });
      this.taken.add(found);
      tensors.set(name, found.tensor);
    });
    return tensors;
  }

  /** Names of the tensors that no layer took, as the file has them. */
  unused(): string[] {
    return this.file.weights.flatMap(({ group, tensors }) =>
      tensors
        .filter((tensor) => !this.taken.has(tensor))
        .map(({ name }) => (this.file.naming === 'by-class' ? `${group}/${name}` : name)),
    );
  }

  private candidatesFor(path: readonly string[]): readonly NamedTensor[] {
    const last = path.at(-1) ?? '';
    if (this.file.naming === 'by-class') {
      return this.byGroup.get(this.groups.get(path.join('/')) ?? '')?.tensors ?? [];
    }
    const own = path.length === 1 || this.file.format === 'tfjs-layers' ? this.byGroup.get(last) : undefined;
    // A model inside the model keeps all its layers' tensors in its own group.
    return own?.tensors ?? this.byOwner.get(ownerKey(path[0] ?? '', last)) ?? [];
  }
}

function ownerKey(group: string, owner: string): string {
  return `${group}\n${owner}`;
}

/** Keras 2 says `depthwise_kernel`, Keras 3 `kernel`. */
function isCalled(path: string, name: string): boolean {
  const last = path.slice(path.lastIndexOf('/') + 1);
  return last === name || (name === 'depthwise_kernel' && last === 'kernel');
}

/** Keras's `to_snake_case`, which names the groups of a class. */
function snakeCase(className: string): string {
  return className
    .replace(/\W+/g, '')
    .replace(/(.)([A-Z][a-z]+)/g, '$1_$2')
    .replace(/([a-z])([A-Z])/g, '$1_$2')
    .toLowerCase();
}

/**
 * Keras 3 names groups by class and number, whatever the layers are called: the n-th group of a class belongs to the n-th
 * layer of it that has weights.
 */
function groupsByClass(model: KerasModel, weights: readonly LayerWeights[]): ReadonlyMap<string, string> {
  const groups = new Map<string, string>();
  const visit = (inner: KerasModel, prefix: string, path: readonly string[]): void => {
    const below = weights.filter(({ group }) => group.startsWith(prefix));
    const direct = [...new Set(below.map(({ group }) => group.slice(prefix.length).split('/')[0] ?? ''))];
    const labels = new Map(below.map(({ label, group }) => [label, group]));
    const queues = new Map<string, string[]>();
    for (const name of inOrder(direct)) {
      const stem = name.replace(/_\d+$/, '');
      const queue = queues.get(stem) ?? [];
      queues.set(stem, queue);
      queue.push(name);
    }
    for (const layer of inner.layers) {
      const isModel = layer.model !== null;
      if (!isModel && tensorNames(layer.className, layer.config).length === 0) continue;
      const kind = layer.className === 'Model' ? 'functional' : snakeCase(layer.className);
      const next = queues.get(kind)?.shift();
      const at = [...path, layer.name];
      const group = next === undefined ? undefined : prefix + next;
      if (layer.model !== null) {
        if (group !== undefined) visit(layer.model, `${group}/layers/`, at);
      } else {
        const found = labels.get(layer.name) ?? group;
        if (found !== undefined) groups.set(at.join('/'), found);
      }
    }
  };
  visit(model, 'layers/', []);
  return groups;
}
