/** Gives the focus to the place: what had it is about to go, and a lost focus starts again at the top of the page. */
export function focusContent(): void {
  document.getElementById('content')?.focus({ preventScroll: true });
}
