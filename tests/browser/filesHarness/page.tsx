/** The parts of the page that bring files in, without the engine. */
import { createRoot } from 'react-dom/client';
import { fetchFile } from '../../../src/client/fetchFile';
import { keep, kept, takeKept } from '../../../src/client/keptFiles';
import { type DroppedItem, takeDropped, takePicked } from '../../../src/features/model/droppedItems';
import { handOver } from '../../../src/client/handOver';
import { KeptFiles } from '../../../src/features/model/KeptFiles';
import '../../../src/app/tokens.css';
import '../../../src/app/global.css';
import type { PickedFile, Result } from '../../../workers/protocol';

const door = {
  keep,
  kept,
  takeKept,
  fetchFile,
  takePicked,
  handOver,
  /** What was dropped last, when it has been walked through. */
  dropped: new Promise<Result<readonly DroppedItem[]>>(() => undefined),
};

declare global {
  interface Window {
    files: typeof door;
  }
}
window.files = door;

const element = (id: string): HTMLElement => {
  const found = document.getElementById(id);
  if (found === null) throw new Error(`no ${id}`);
  return found;
};

const area = element('drop');
area.addEventListener('dragover', (event) => event.preventDefault());
const dropped = new Promise<Result<readonly DroppedItem[]>>((resolve) => {
  area.addEventListener('drop', (event) => {
    event.preventDefault();
    if (event.dataTransfer !== null) void takeDropped(event.dataTransfer).then(resolve);
  });
});
door.dropped = dropped;

function noteOpened(files: readonly PickedFile[], name: string): void {
  const size = files.reduce((sum, { file }) => sum + file.size, 0);
  const line = document.createElement('li');
  line.textContent = `${name}, ${size}`;
  element('opened').append(line);
}

createRoot(element('kept')).render(<KeptFiles onOpen={noteOpened} />);
