import { stripText as text } from '../text/charts';
import { ColourBar } from './ColourBar';
import { VIRIDIS } from './colormaps';
import styles from './StripKey.module.css';

/** What the bars mean, and while the strips have the focus, which keys move. */
export function StripKey({ keysId, showsKeys }: { readonly keysId: string; readonly showsKeys: boolean }) {
  return (
    <div className={styles.key}>
      <ColourBar table={VIRIDIS} low={text.low} high={text.high} name={text.mask} />
      <span className={styles.entry}>
        <svg className={styles.cut} width={9} height={16} aria-hidden="true">
          <rect x={1} y={1} width={7} height={14} />
        </svg>
        {text.legend.cut}
      </span>
      <span className={styles.entry}>
        <svg className={styles.vetoed} width={10} height={4} aria-hidden="true">
          <rect width={10} height={4} />
        </svg>
        {text.legend.vetoed}
      </span>
      <span id={keysId} className={showsKeys ? styles.keys : styles.hidden} data-no-export="">
        {text.keys}
      </span>
    </div>
  );
}
