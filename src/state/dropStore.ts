/** Files that were dropped anywhere on the page, until the drop area takes them. Written by `app/PageDrop` and the drop area. */
import { useStore } from 'zustand';
import { createStore } from 'zustand/vanilla';

/** What of a DataTransfer is left when its event is over: entries stay, the transfer's own list is emptied. */
export interface Dropped {
  readonly items: Iterable<Pick<DataTransferItem, 'webkitGetAsEntry'>>;
  readonly files: Iterable<File>;
}

export interface DropState {
  readonly dropped: Dropped | null;
}

export const dropStore = createStore<DropState>(() => ({ dropped: null }));

/** Subscribes a component to what was dropped. */
export function useDrop<T>(selector: (state: DropState) => T): T {
  return useStore(dropStore, selector);
}

/** Takes what a drop event brings. Must be called while the event is handled. */
export function holdDropped(transfer: DataTransfer): void {
  const items = [...transfer.items].map((item) => {
    const entry = item.webkitGetAsEntry();
    return { webkitGetAsEntry: () => entry };
  });
  dropStore.setState({ dropped: { items, files: [...transfer.files] } });
}
