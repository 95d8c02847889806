/** Waits for an element that is loaded and drawn first. */
const MOST_FRAMES = 300;

/** Calls `use` with the element of that id in the frame in which it is there; gives up after five seconds. */
export function whenDrawn(id: string, use: (element: HTMLElement) => void, framesLeft = MOST_FRAMES): void {
  requestAnimationFrame(() => {
    const element = document.getElementById(id);
    if (element !== null) use(element);
    else if (framesLeft > 0) whenDrawn(id, use, framesLeft - 1);
  });
}
