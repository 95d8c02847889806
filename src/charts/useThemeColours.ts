/** Colours of the page's theme for drawing on canvases, which cannot read custom properties themselves. */
import { useEffect, useState } from 'react';

/** A custom property of the page's theme, e.g. `--ink`. */
export type ColourToken = `--${string}`;

/**
 * Resolved CSS colours of the tokens under the theme in force, renewed when the theme changes. Resolved through a probe
 * element, because the computed text of a custom property may still hold `light-dark()`.
 */
export function useThemeColours<K extends ColourToken>(tokens: readonly K[]): Readonly<Record<K, string>> {
  const key = tokens.join(' ');
  const [colours, setColours] = useState(() => readColours(tokens));
  useEffect(() => {
    const renew = (): void => setColours(readColours(key.split(' ') as K[]));
    renew();
    return onThemeChange(renew);
  }, [key]);
  return colours;
}

/** The CSS colours that `tokens` have on the page now. */
export function readColours<K extends ColourToken>(tokens: readonly K[]): Readonly<Record<K, string>> {
  const colours = {} as Record<K, string>;
  if (typeof document === 'undefined') return colours;
  const probe = document.createElement('span');
  document.body.append(probe);
  for (const token of tokens) {
    probe.style.color = `var(${token})`;
    colours[token] = getComputedStyle(probe).color;
  }
  probe.remove();
  return colours;
}

/** Calls `act` when the page or the system changes theme; the returned function ends that. */
function onThemeChange(act: () => void): () => void {
  const system = matchMedia('(prefers-color-scheme: dark)');
  const page = new MutationObserver(act);
  page.observe(document.documentElement, {
    attributes: true,
    attributeFilter: ['class', 'style', 'data-theme'],
  });
  system.addEventListener('change', act);
  return () => {
    system.removeEventListener('change', act);
    page.disconnect();
  };
}
