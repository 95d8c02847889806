/** What a file of BackdoorBench says of the attack that made it; its poisoned test images are one press away. */
import type { AttackSummary } from '../../../workers/protocol';
import { client } from '../../client/engineClient';
import { engineStore, useEngine } from '../../state/engineStore';
import { useIsBusy } from '../../state/steered';
import { NETWORK_TEXT } from '../../text/model';
import { Facts } from './Facts';

/** The poisoned images inside the network's own file become the set that measures attack success. */
async function openPoisoned(): Promise<void> {
  const { model } = engineStore.getState().files;
  if (model === null) return;
  const { name, files, address } = model;
  await client.openFiles({ poisoned: { name, files, address, reading: {} } });
}

export function AttackFacts({ attack }: { readonly attack: AttackSummary }) {
  const { modelName, dataset, target, poisoned } = attack;
  const isFree = useEngine((engine) => engine.loading === null && engine.files.poisoned === null);
  const isRunning = useIsBusy();
  const said = NETWORK_TEXT.attackOn(modelName, dataset);
  const facts = target === null ? said : `${said}, ${NETWORK_TEXT.target(target)}`;
  return (
    <>
      <Facts facts={[[NETWORK_TEXT.attack, facts]]} />
      {poisoned?.kind === 'folder' && <p>{NETWORK_TEXT.poisonedFolder(poisoned.count, poisoned.path)}</p>}
      {poisoned?.kind === 'inside' && (
        <p>
          {NETWORK_TEXT.poisonedInside(poisoned.count)}{' '}
          <button type="button" disabled={!isFree || isRunning} onClick={() => void openPoisoned()}>
            {NETWORK_TEXT.usePoisoned}
          </button>
        </p>
      )}
    </>
  );
}
