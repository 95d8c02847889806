/** How the next detection goes, as far as it differs from the constants. Written by user actions only. */
import { useStore } from 'zustand';
import { createStore } from 'zustand/vanilla';
import { type ConstantsName, type DetectionRecipe, groupDefaults } from '../../workers/protocol';
import { type DetectionGroup, DETECTION_GROUPS } from '../../workers/protocol/detectionRecipe';
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

/** The plan that gives a recipe's options: what they change in the adaptive constants. */
export function planOf(recipe: DetectionRecipe): DetectPlan {
  const changes = (Object.keys(DETECTION_GROUPS) as DetectionGroup[]).flatMap((group) => {
    const standard: Readonly<Record<string, PlanValue>> = groupDefaults(DETECTION_GROUPS[group], 'adaptive');
    return Object.entries(recipe[group]).flatMap(([key, value]) =>
      value === standard[key] ? [] : [[`${group}.${key}`, value] as const],
    );
  });
  return { constants: 'adaptive', changes: Object.fromEntries(changes) };
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
