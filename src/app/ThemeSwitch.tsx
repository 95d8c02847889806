/** Light, dark, or as the system says. */
import { useEffect } from 'react';
import { setView, type Theme, useView } from '../state/viewStore';
import { APP_TEXT, THEME_NAMES } from '../text/app';

const THEMES: readonly Theme[] = ['system', 'light', 'dark'];

export function ThemeSwitch() {
  const theme = useView((view) => view.theme);
  useEffect(() => {
    const root = document.documentElement;
    if (theme === 'system') root.removeAttribute('data-theme');
    else root.setAttribute('data-theme', theme);
  }, [theme]);
  return (
    <select
      aria-label={APP_TEXT.theme}
      value={theme}
      onChange={(event) => {
        const chosen = THEMES.find((each) => each === event.target.value);
        if (chosen !== undefined) setView({ theme: chosen });
      }}
    >
      {THEMES.map((each) => (
        <option key={each} value={each}>
          {THEME_NAMES[each]}
        </option>
      ))}
    </select>
  );
}
