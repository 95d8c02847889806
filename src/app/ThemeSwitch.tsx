/** Light, dark, or as the system says: one button that goes round. */
import { Monitor, Moon, Sun } from 'lucide-react';
import { useEffect } from 'react';
import { setView, type Theme, useView } from '../state/viewStore';
import { APP_TEXT, THEME_NAMES } from '../text/app';
import styles from './AppHeader.module.css';

const NEXT: Readonly<Record<Theme, Theme>> = { system: 'light', light: 'dark', dark: 'system' };
const ICONS = { system: Monitor, light: Sun, dark: Moon } as const;

export function ThemeSwitch() {
  const theme = useView((view) => view.theme);
  useEffect(() => {
    const root = document.documentElement;
    if (theme === 'system') root.removeAttribute('data-theme');
    else root.setAttribute('data-theme', theme);
  }, [theme]);
  const Icon = ICONS[theme];
  return (
    <button type="button" data-quiet onClick={() => setView({ theme: NEXT[theme] })}>
      <Icon aria-hidden size={18} />
      <span className={styles.word}>
        <span className="visually-hidden">{APP_TEXT.theme}: </span>
        {THEME_NAMES[theme]}
      </span>
    </button>
  );
}
