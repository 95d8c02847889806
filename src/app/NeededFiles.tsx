/** The files that a link needs: what for, by which checksum, whether they are here, and a way to fetch those with an address. */
import { Check, CircleDashed, Download, TriangleAlert, X } from 'lucide-react';
import type { Recipe } from '../../workers/protocol';
import { fetchNeeded } from '../client/bringFiles';
import type { NeededFile } from '../link/neededFiles';
import { MODEL_TEXT } from '../text/model';
import { LINK_TEXT, NEED_ROLES, NEED_TEXTS } from '../text/share';
import { FaultNotice } from './FaultNotice';
import styles from './NeededFiles.module.css';
import { useFetching } from './useFetching';

const ICONS = { here: Check, other: TriangleAlert, missing: CircleDashed } as const;

/** Where the files that are not here may be fetched from. */
function hostsOf(files: readonly NeededFile[]): readonly string[] {
  const addresses = files.flatMap(({ state, address }) =>
    state === 'here' || address === undefined ? [] : [address],
  );
  return [...new Set(addresses.map((address) => new URL(address).host))];
}

/** Nothing is fetched before the user says so: the host learns who asks. */
function Fetcher({ recipe, hosts }: { readonly recipe: Recipe; readonly hosts: readonly string[] }) {
  const { isRunning, words, fault, start, stop, dismissFault } = useFetching();
  return (
    <div className={styles.fetcher}>
      {isRunning ? (
        <button type="button" onClick={stop}>
          <X aria-hidden size={16} /> {MODEL_TEXT.stopFetching}
        </button>
      ) : (
        hosts.length > 0 && (
          <button type="button" onClick={() => void start((options) => fetchNeeded(recipe, options))}>
            <Download aria-hidden size={16} /> {LINK_TEXT.fetch(hosts)}
          </button>
        )
      )}
      <p role="status" className={styles.state}>
        {words}
      </p>
      {fault !== null && <FaultNotice fault={fault} onDismiss={dismissFault} />}
    </div>
  );
}

interface NeededFilesProps {
  readonly recipe: Recipe;
  readonly files: readonly NeededFile[];
}

export function NeededFiles({ recipe, files }: NeededFilesProps) {
  return (
    <>
      <ul className={styles.files} aria-label={LINK_TEXT.needs}>
        {files.map(({ role, name, sha256, state }) => {
          const Icon = ICONS[state];
          return (
            <li key={role} data-state={state}>
              <Icon aria-hidden size={16} />
              <span>
                {NEED_ROLES[role]} <strong>{name}</strong> <code>{LINK_TEXT.checksum(sha256)}</code>{' '}
                <span className={styles.state}>{NEED_TEXTS[state]}</span>
              </span>
            </li>
          );
        })}
      </ul>
      <Fetcher recipe={recipe} hosts={hostsOf(files)} />
    </>
  );
}
