/** The page in the eyes of axe, in light and dark, wide and on a phone. */
import AxeBuilder from '@axe-core/playwright';
import type { Page } from '@playwright/test';

const RULES = ['wcag2a', 'wcag2aa', 'wcag21a', 'wcag21aa', 'wcag22aa'];
const WIDE = { width: 1440, height: 900 };
const PHONE = { width: 390, height: 844 };
const LOOKS = [
  { colorScheme: 'light', size: WIDE },
  { colorScheme: 'dark', size: WIDE },
  { colorScheme: 'light', size: PHONE },
  { colorScheme: 'dark', size: PHONE },
] as const;
/** Both schemes and both sizes once: for the many states of one place. */
export const TWO_LOOKS = [LOOKS[0], LOOKS[3]] as const;

/** What axe finds on the page as it stands, one line a rule and element, in all four looks unless told otherwise. */
export async function findings(
  page: Page,
  looks: readonly (typeof LOOKS)[number][] = LOOKS,
): Promise<string[]> {
  const lines: string[] = [];
  const judged = new Set<object>();
  for (const { colorScheme, size } of looks) {
    await page.emulateMedia({ colorScheme });
    await page.setViewportSize(size);
    // Colours of another scheme arrive with the next frames.
    await page.evaluate(
      () => new Promise((done) => requestAnimationFrame(() => requestAnimationFrame(done))),
    );
    // In another scheme nothing but the colours is new.
    const axe = new AxeBuilder({ page });
    const { violations } = await (
      judged.has(size) ? axe.withRules('color-contrast') : axe.withTags(RULES)
    ).analyze();
    judged.add(size);
    for (const { id, nodes } of violations)
      for (const node of nodes) {
        const why = node.any[0]?.message ?? node.all[0]?.message ?? '';
        lines.push(`${colorScheme} ${size.width}: ${id} at ${node.target.join(' ')} (${why})`);
      }
  }
  await page.setViewportSize(WIDE);
  return lines;
}
