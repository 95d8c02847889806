/** The list while the walk goes on: newest decision first, spared filters named. */
import { ScrollRegion } from '../../charts/ScrollRegion';
import { series, useSeries } from '../../state/series';
import type { WalkedFilter } from '../../state/runStore';
import { PRUNE_TEXT } from '../../text/run';
import styles from './CutList.module.css';
import { masksBySite } from './readings';

const SHOWN = 40;

export function LiveCutList({ walked }: { readonly walked: readonly WalkedFilter[] }) {
  useSeries('masks');
  const frame = series.masks();
  const sites = new Map(frame === null ? [] : masksBySite(frame).map(({ site, values }) => [site, values]));
  const newest = walked.slice(-SHOWN).reverse();
  return (
    <div className={styles.list}>
      <h4>{PRUNE_TEXT.list}</h4>
      <ScrollRegion className={styles.scroll} label={PRUNE_TEXT.list}>
        <table>
          <tbody>
            {newest.map(({ site, channel, verdict }, i) => (
              <tr key={`${site}/${channel}`} data-verdict={verdict}>
                <td className={styles.place}>{walked.length - i}</td>
                <th scope="row">
                  {site} <span className={styles.channel}>{channel}</span>
                </th>
                <td className={styles.mask}>{sites.get(site)?.[channel]?.toFixed(3) ?? ''}</td>
                <td>{verdict === 'cut' ? PRUNE_TEXT.cut : PRUNE_TEXT.vetoed}</td>
              </tr>
            ))}
          </tbody>
        </table>
      </ScrollRegion>
    </div>
  );
}
