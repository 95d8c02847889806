/** The place Attack: what is planted on the left; the paint board, pictures, training or result on the right. */
import { type ReactNode, useMemo, useRef, useState } from 'react';
import type { Trigger } from '../../../workers/protocol';
import { ATTACKS } from '../../../workers/protocol/attacks/registry';
import { Segments } from '../../charts/Segments';
import { attackStore, plantSign, useAttack } from '../../state/attackStore';
import { useEngine } from '../../state/engineStore';
import { trainStore, useTraining } from '../../state/trainStore';
import { ATTACK_TEXT, GALLERY_TEXT } from '../../text/attack';
import { PictureStepper } from '../trigger/PictureStepper';
import layout from '../../app/TwoColumns.module.css';
import styles from './Attack.module.css';
import { AttackColumn } from './AttackColumn';
import { plannedOn } from './attackRefusal';
import { comparedTriggers } from './comparedTriggers';
import { Comparison } from './Comparison';
import { EndedTraining } from './EndedTraining';
import type { Gain } from './gains';
import { Gallery } from './Gallery';
import { PaintBoard } from './PaintBoard';
import { TrainedCard } from './TrainedCard';
import { TrainingFigure } from './TrainingFigure';
import { TrainingVoice } from './TrainingVoice';
import { usePictures } from './usePictures';
import { ZooTable } from './ZooTable';

type Figure = keyof typeof ATTACK_TEXT.figureNames;

/** What will be planted; where only the training makes it, what it made, as long as the attack is the same. */
function useTrigger(): Trigger | null {
  const recipe = useAttack((attack) => attack.recipe);
  const data = useEngine((engine) => engine.data);
  const planned = useMemo(() => plannedOn(recipe, data), [recipe, data]);
  const made = useTraining(({ planted, recipe: trained }) =>
    trained?.attack.id === recipe.attack.id ? (planted?.trigger ?? null) : null,
  );
  return planned ?? made;
}

/** The figures that make sense for the attack and the training as they stand. */
function useFigures(): Partial<Record<Figure, string>> {
  const takesSign = useAttack(({ recipe }) => ATTACKS[recipe.attack.id].takesSign);
  const hasTraining = useTraining(({ status }) => status !== 'idle');
  const { paint, gallery, comparison, training, zoo } = ATTACK_TEXT.figureNames;
  return {
    ...(takesSign ? { paint } : {}),
    gallery,
    comparison,
    ...(hasTraining ? { training } : {}),
    zoo,
  };
}

function Painter({ image }: { readonly image: number }) {
  const sign = useAttack((attack) => attack.sign);
  const channels = useEngine((engine) => engine.data?.defense.channels ?? 3);
  const images = useMemo(() => [image], [image]);
  const picture = usePictures(images, null)?.[0] ?? null;
  return <PaintBoard trigger={sign} picture={picture} channels={channels} onChange={plantSign} />;
}

function Compared({ image, gain }: { readonly image: number; readonly gain: Gain }) {
  const recipe = useAttack((attack) => attack.recipe);
  const sign = useAttack((attack) => attack.sign);
  const zoo = useEngine((engine) => engine.zoo);
  const shape = useEngine((engine) => engine.data?.defense ?? null);
  const triggers = useMemo(
    () => (shape === null ? [] : comparedTriggers({ recipe, sign, zoo, shape })),
    [recipe, sign, zoo, shape],
  );
  return <Comparison image={image} triggers={triggers} gain={gain} />;
}

function Trained() {
  const report = useTraining((training) => training.report);
  const file = useTraining((training) => training.file);
  return (
    <>
      {report !== null && file !== null && <TrainedCard report={report} file={file} />}
      <EndedTraining />
    </>
  );
}

function firstFigure(): Figure {
  if (trainStore.getState().status !== 'idle') return 'training';
  return attackStore.getState().recipe.trigger === null ? 'gallery' : 'paint';
}

export function Attack() {
  const [picked, setPicked] = useState<Figure>(firstFigure);
  const [gain, setGain] = useState<Gain>('5');
  const [image, setImage] = useState(0);
  const figures = useFigures();
  const trigger = useTrigger();
  const count = useEngine(({ data }) => (data?.test ?? data?.defense)?.count ?? 1);
  const without = useAttack(({ recipe }) =>
    recipe.attack.id === 'none' ? ATTACK_TEXT.noTriggerLine : ATTACK_TEXT.makesTriggerLine,
  );
  const place = useRef<HTMLDivElement>(null);
  const bring = (wanted: Figure) => {
    setPicked(wanted);
    place.current?.scrollIntoView({ block: 'start' });
  };
  const figure = figures[picked] === undefined ? 'gallery' : picked;
  const shown: Readonly<Record<Figure, () => ReactNode>> = {
    paint: () => <Painter image={image} />,
    gallery: () =>
      trigger === null ? <p className={styles.soft}>{without}</p> : <Gallery trigger={trigger} gain={gain} />,
    comparison: () => <Compared image={image} gain={gain} />,
    training: () => <TrainingFigure />,
    zoo: () => <ZooTable />,
  };
  return (
    <div className={layout.columns}>
      <h2 className="visually-hidden">{ATTACK_TEXT.heading}</h2>
      <TrainingVoice />
      <AttackColumn
        trigger={trigger}
        image={image}
        onPaint={() => bring('paint')}
        onTrain={() => bring('training')}
      />
      <div ref={place} className={layout.results}>
        <Trained />
        <div className={styles.bar}>
          <Segments
            label={ATTACK_TEXT.figures}
            options={figures as Readonly<Record<Figure, string>>}
            value={figure}
            onChange={setPicked}
          />
          {(figure === 'paint' || figure === 'comparison') && (
            <PictureStepper image={image} count={count} onImage={setImage} />
          )}
          {(figure === 'gallery' || figure === 'comparison') && (
            <Segments
              label={GALLERY_TEXT.gain}
              options={GALLERY_TEXT.gains}
              value={gain}
              onChange={setGain}
            />
          )}
        </div>
        {shown[figure]()}
      </div>
    </div>
  );
}
