/**
 * What a file of this project says of the trigger that was planted in its network: the trigger as JSON in the metadata and, where a
 * network makes it, that network's tensors behind `trigger.pattern.` and `trigger.mask.`, under PyTorch's names and in its layout.
 */
import * as v from 'valibot';
import type { Graph } from '../graph/graph';
import type { HostTensor, HostTensors } from '../graph/hostTensors';
import { FaultError, type Trigger, triggerSchema } from '../protocol';
import type { RawTensor } from '../readers/elements';
import { buildInputAwareGenerator, buildUnet } from './generators';
import { fromTorchLayout, toStateDict } from './layout';

/** Key of the metadata. */
export const TRIGGER_KEY = 'rnp.trigger';
const PREFIX = 'trigger.';
const ROLES = ['pattern', 'mask'] as const;
type Role = (typeof ROLES)[number];

/** A network on the host that makes a map of a picture. */
export interface SavedGenerator {
  readonly graph: Graph;
  readonly host: HostTensors;
}

/** The networks of a trigger of the kind `generator`. */
export interface SavedGenerators {
  readonly pattern: SavedGenerator;
  /** Null for methods that change the whole picture. */
  readonly mask: SavedGenerator | null;
}

/** A trigger as it stands in a file. */
export interface SavedTrigger {
  readonly trigger: Trigger;
  readonly generators: SavedGenerators | null;
}

/** The tensors of generators for a file. */
export function generatorTensors(generators: SavedGenerators): Map<string, HostTensor> {
  return new Map(
    ROLES.flatMap((role) => {
      const generator = generators[role];
      if (generator === null) return [];
      const state = toStateDict(generator.graph, generator.host);
      return [...state].map(([name, tensor]) => [`${PREFIX}${role}.${name}`, tensor] as const);
    }),
  );
}

/** A file's tensors without those of its trigger. */
export function classifierTensors(tensors: ReadonlyMap<string, RawTensor>): ReadonlyMap<string, RawTensor> {
  return new Map([...tensors].filter(([name]) => !name.startsWith(PREFIX)));
}

/** First layers, whose shape tells the width. */
const FIRST = { dynamic: 'convblock_down_0.conv2d.weight', lira: 'dconv_down1.0.weight' } as const;

function readGenerator(
  tensors: ReadonlyMap<string, RawTensor>,
  role: Role,
  method: keyof typeof FIRST,
  [height, width, channels]: Graph['inputShape'],
): SavedGenerator {
  const own = new Map(
    [...tensors].flatMap(([name, tensor]) =>
      name.startsWith(`${PREFIX}${role}.`)
        ? [[name.slice(PREFIX.length + role.length + 1), tensor] as const]
        : [],
    ),
  );
  const shape = {
    inputSize: [height, width],
    inputChannels: channels,
    width: own.get(FIRST[method])?.shape[0] ?? 0,
  } as const;
  if (shape.width === 0)
    throw new FaultError('tensor-missing', { name: `${PREFIX}${role}.${FIRST[method]}` });
  const levels = new Set([...own.keys()].flatMap((name) => /^dconv_down\d+/.exec(name) ?? [])).size;
  const graph =
    method === 'dynamic'
      ? buildInputAwareGenerator({ ...shape, channels: role === 'mask' ? 1 : channels })
      : buildUnet({ ...shape, levels });
  const host = new Map(
    [...graph.parameters].map(([name, spec]) => {
      const tensor = own.get(name);
      if (tensor === undefined) throw new FaultError('tensor-missing', { name: `${PREFIX}${role}.${name}` });
      return [name, fromTorchLayout(spec, tensor)] as const;
    }),
  );
  return { graph, host };
}

/**
 * The trigger of a file, for pictures of the classifier's size; null where its metadata has none that can be understood. Throws `tensor-missing`
 * or `shape-mismatch` where the networks of the trigger are not whole.
 */
export function readSavedTrigger(
  metadata: ReadonlyMap<string, string>,
  tensors: ReadonlyMap<string, RawTensor>,
  inputShape: Graph['inputShape'],
): SavedTrigger | null {
  const trigger = parseTrigger(metadata.get(TRIGGER_KEY));
  if (trigger === null) return null;
  if (trigger.kind !== 'generator') return { trigger, generators: null };
  const of = (role: Role): SavedGenerator => readGenerator(tensors, role, trigger.method, inputShape);
  return {
    trigger,
    generators: { pattern: of('pattern'), mask: trigger.method === 'dynamic' ? of('mask') : null },
  };
}

function parseTrigger(text: string | undefined): Trigger | null {
  if (text === undefined) return null;
  try {
    const parsed = v.safeParse(triggerSchema, JSON.parse(text));
    return parsed.success ? parsed.output : null;
  } catch {
    // Somebody else's metadata: the network opens all the same.
    return null;
  }
}
