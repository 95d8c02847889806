/** Title, places, device, theme, and the buttons of the side panels. */
import { CircleHelp, Share2 } from 'lucide-react';
import { openHelp, openShare } from '../actions/openPanel';
import { PLACES, useView } from '../state/viewStore';
import { APP_TEXT, APP_TITLE, PANEL_NAMES, PLACE_NAMES } from '../text/app';
import styles from './AppHeader.module.css';
import { DeviceLine } from './DeviceLine';
import { ThemeSwitch } from './ThemeSwitch';

function PlaceTabs() {
  const here = useView((view) => view.place);
  return (
    <nav aria-label={APP_TEXT.places}>
      <ul className={styles.places}>
        {PLACES.map((place) => (
          <li key={place}>
            <a href={`#${place}`} aria-current={place === here ? 'page' : undefined}>
              {PLACE_NAMES[place]}
            </a>
          </li>
        ))}
      </ul>
    </nav>
  );
}

export function AppHeader() {
  return (
    <header className={styles.header}>
      <h1 className={styles.title}>{APP_TITLE}</h1>
      <PlaceTabs />
      <div className={styles.device}>
        <DeviceLine />
      </div>
      <div className={styles.tools}>
        <button type="button" data-quiet aria-haspopup="dialog" onClick={openShare.perform}>
          <Share2 aria-hidden size={18} />
          <span className={styles.word}>{PANEL_NAMES.share}</span>
        </button>
        <button type="button" data-quiet aria-haspopup="dialog" onClick={openHelp.perform}>
          <CircleHelp aria-hidden size={18} />
          <span className={styles.word}>{PANEL_NAMES.help}</span>
        </button>
        <ThemeSwitch />
      </div>
    </header>
  );
}
