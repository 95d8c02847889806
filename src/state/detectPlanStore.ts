/** How the next detection goes, as far as it differs from the constants. Written by user actions only. */
import { useStore } from 'zustand';
import { createStore } from 'zustand/vanilla';
import type { ConstantsName } from '../../workers/protocol';
import type { Changes, PlanValue } from './planStore';

export interface DetectPlan {
  readonly constants: ConstantsName;
  readonly changes: Changes;
}

/** What stands there at first. */
export function firstDetectPlan(): DetectPlan {
  return { constants: 'adaptive', changes: {} };
}

export const detectPlanStore = createStore<DetectPlan>(firstDetectPlan);

/** Subscribes a component to a part of the plan. */
export function useDetectPlan<T>(selector: (plan: DetectPlan) => T): T {
  return useStore(detectPlanStore, selector);
}

/** Stands on another set of constants; what was changed is forgotten. */
export function setDetectConstants(constants: ConstantsName): void {
  detectPlanStore.setState({ constants, changes: {} });
}

/** Sets one option by `group.key`; the value the constants have leaves no trace. */
export function setDetectOption(path: string, value: PlanValue, standard: PlanValue): void {
  detectPlanStore.setState(({ changes }) => {
    const { [path]: _, ...rest } = changes;
    return { changes: value === standard ? rest : { ...rest, [path]: value } };
  });
}
