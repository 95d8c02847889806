/** What a link brought: kept so that its notices can be read and its expected numbers compared. Written by `app/boot`. */
import { useStore } from 'zustand';
import { createStore } from 'zustand/vanilla';
import type { Fault, Recipe } from '../../workers/protocol';
import type { ExpectedNumbers, RestoredLink } from '../link/linkTypes';

export interface LinkState {
  /** What brought it: a link, or this tab before it was reloaded. */
  readonly from: 'link' | 'reload';
  /** The link whose recipe waits for its Run button; null once it was taken or dismissed. */
  readonly opened: RestoredLink | null;
  /** What the sender got, and with which recipe. */
  readonly expected: { readonly numbers: ExpectedNumbers; readonly recipe: Recipe } | null;
  readonly fault: Fault | null;
}

export const linkStore = createStore<LinkState>(() => ({
  from: 'link',
  opened: null,
  expected: null,
  fault: null,
}));

/** Subscribes a component to what a link brought. */
export function useLink<T>(selector: (state: LinkState) => T): T {
  return useStore(linkStore, selector);
}

/** Takes the recipe preview off the page; the expected numbers stay. */
export function closeLinkPreview(): void {
  linkStore.setState({ opened: null });
}

/** Takes the link's fault off the page. */
export function dismissLinkFault(): void {
  linkStore.setState({ fault: null });
}
