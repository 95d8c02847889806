/** By what sign: the smallest trigger of each class, in the network as it came and unlearned, and how far it is the planted one. */
import { FEWEST_CLASSES } from '../../../workers/protocol';
import { TRIGGERS_TEXT } from '../../text/detect';
import styles from './Detect.module.css';
import { emptyWords } from './emptyWords';
import { PlantedTrigger } from './PlantedTrigger';
import { Section } from './Section';
import { TriggerTable } from './TriggerTable';
import { useEmptiness } from './useEmptiness';
import { useClasses, useEvidence } from './useEvidence';

function Empty() {
  const { empty: waiting, none, off } = TRIGGERS_TEXT;
  const emptiness = useEmptiness(({ searched }) => searched !== 'none');
  return <p className={styles.soft}>{emptyWords(emptiness, { waiting, none, off })}</p>;
}

export function TriggersFigure() {
  const { searches } = useEvidence();
  const classes = useClasses();
  const isTooFew = searches.some(({ triggers }) => triggers.length < FEWEST_CLASSES);
  return (
    <Section title={TRIGGERS_TEXT.heading} source={TRIGGERS_TEXT.source}>
      {searches.length === 0 && <Empty />}
      {isTooFew && <p>{TRIGGERS_TEXT.twoClasses}</p>}
      <div className={styles.pair}>
        {searches.map((search) => (
          <TriggerTable key={search.network} search={search} classes={classes} />
        ))}
      </div>
      <PlantedTrigger searches={searches} classes={classes} />
    </Section>
  );
}
