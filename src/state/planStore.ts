/** What Compare is asked to run: networks, methods with their options, seeds. Written by user actions only. */
import { useStore } from 'zustand';
import { createStore } from 'zustand/vanilla';
import type { ConstantsName } from '../../workers/protocol';
import type { MethodId } from '../compare/runRecord';

export type PlanValue = number | string | boolean;
/** Values that differ from the constants, by `group.key`. */
export type Changes = Readonly<Record<string, PlanValue>>;

/** Stands for the network that is open on the page. */
export const OPEN_NETWORK = 'open';

export interface Plan {
  /** {@link OPEN_NETWORK} and ids of the zoo. */
  readonly networks: readonly string[];
  readonly methods: readonly MethodId[];
  readonly constants: ConstantsName;
  /** Of each method, and of what all share under `shared`. */
  readonly changes: Readonly<Partial<Record<MethodId | 'shared', Changes>>>;
  /** As typed, like `1, 2, 3`. */
  readonly seeds: string;
}

/** What stands there at first: RNP on the open network. */
export function firstPlan(): Plan {
  return { networks: [OPEN_NETWORK], methods: ['rnp'], constants: 'adaptive', changes: {}, seeds: '7' };
}

export const planStore = createStore<Plan>(firstPlan);

/** Subscribes a component to a part of the plan. */
export function usePlan<T>(selector: (plan: Plan) => T): T {
  return useStore(planStore, selector);
}

/** A group of options with what of it is changed. */
export function changed<T extends object>(values: T, group: string, changes: Changes): T {
  const own = Object.entries(changes).flatMap(([path, value]) =>
    path.startsWith(`${group}.`) ? [[path.slice(group.length + 1), value] as const] : [],
  );
  return own.length === 0 ? values : { ...values, ...Object.fromEntries(own) };
}

/** Changes the plan. */
export function editPlan(change: Partial<Plan>): void {
  planStore.setState(change);
}

/** Takes a network or a method in, or out. */
export function togglePlan(list: 'networks' | 'methods', id: string, isIn: boolean): void {
  planStore.setState((plan) => {
    const rest = plan[list].filter((each) => each !== id);
    return { [list]: isIn ? [...rest, id] : rest };
  });
}

/** Sets one option of a method; the value the constants have leaves no trace. */
export function setPlanOption(
  of: MethodId | 'shared',
  key: string,
  value: PlanValue,
  standard: PlanValue,
): void {
  planStore.setState(({ changes }) => {
    const { [key]: _, ...rest } = changes[of] ?? {};
    return { changes: { ...changes, [of]: value === standard ? rest : { ...rest, [key]: value } } };
  });
}
