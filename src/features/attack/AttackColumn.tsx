/** The left column: what is planted, into which network, on which images, and the one button. */
import type { AttackRecipe, ConstantsName, Trigger } from '../../../workers/protocol';
import { ATTACKS } from '../../../workers/protocol/attacks/registry';
import { TRAINABLE_NETWORKS } from '../../../workers/protocol/attackRecipe';
import { editAttack, useAttack } from '../../state/attackStore';
import { useEngine } from '../../state/engineStore';
import { ATTACK_TEXT } from '../../text/attack';
import { changesLine, CONSTANTS_NAMES } from '../../text/recipe';
import { Segments } from '../../charts/Segments';
import { NumberField } from '../recipe/NumberField';
import { formatCount } from '../run/format';
import { kindLine } from '../run/TriggerCard';
import { className } from '../start/verdict';
import layout from '../../app/TwoColumns.module.css';
import { AttackList } from './AttackList';
import { attackConstants, changedCount, withAttackConstants } from './attackOptions';
import { plantsSign } from './attackRefusal';
import { BroughtNote } from './BroughtNote';
import { ImageFields } from './ImageFields';
import { LabelFields } from './LabelFields';
import { NetworkFields } from './NetworkFields';
import { OptionFields } from './OptionFields';
import { isEmptySign } from './painting';
import { Part } from './Part';
import { PlantButton } from './PlantButton';
import { TriggerFields } from './TriggerFields';

const SEED = { min: 0, max: 0xffffffff, integer: true } as const;

function settingsSummary(recipe: AttackRecipe): string {
  const constants = attackConstants(recipe);
  const changes = changedCount(recipe, 'attack', constants);
  return changes === 0 ? ATTACK_TEXT.usual(CONSTANTS_NAMES[constants]) : changesLine(changes);
}

function triggerSummary(recipe: AttackRecipe, trigger: Trigger | null): string {
  if (recipe.attack.id === 'none') return ATTACK_TEXT.noTrigger;
  if (trigger === null) return ATTACK_TEXT.makesTrigger;
  if (plantsSign(recipe) && trigger.kind === 'image' && isEmptySign(trigger)) return ATTACK_TEXT.emptySign;
  return kindLine(trigger);
}

function labelSummary({ labels, target }: AttackRecipe, classes: readonly string[]): string {
  if (labels?.kind === 'all-to-all') return ATTACK_TEXT.allToAll;
  const into = className(classes, target);
  return labels?.kind === 'source'
    ? ATTACK_TEXT.oneClass(className(classes, labels.source), into)
    : ATTACK_TEXT.allToOne(into);
}

function useImagesSummary(): string {
  const data = useEngine((engine) => engine.data);
  const own = useAttack(({ recipe }) => recipe.data);
  if (data?.kind === 'files') return ATTACK_TEXT.own(data.defense.name, formatCount(data.defense.count));
  return own.kind === 'shapes' ? ATTACK_TEXT.builtIn(formatCount(own.images)) : ATTACK_TEXT.noImages;
}

function SettingsFields() {
  const recipe = useAttack((attack) => attack.recipe);
  const options: Readonly<Record<ConstantsName, string>> = CONSTANTS_NAMES;
  return (
    <>
      <div>
        <Segments
          label={ATTACK_TEXT.constants}
          options={options}
          value={attackConstants(recipe)}
          onChange={(name) => editAttack((now) => withAttackConstants(now, name))}
        />
      </div>
      <OptionFields group="attack" />
    </>
  );
}

function TrainingFields() {
  const seed = useAttack(({ recipe }) => recipe.seed);
  return (
    <>
      <NumberField
        label={ATTACK_TEXT.seed}
        value={seed}
        limits={SEED}
        step={1}
        unit=""
        onChange={(next) => editAttack((recipe) => ({ ...recipe, seed: next }))}
      />
      <OptionFields group="train" />
      <OptionFields group="watch" />
    </>
  );
}

export interface AttackColumnProps {
  readonly trigger: Trigger | null;
  readonly image: number;
  readonly onPaint: () => void;
  readonly onTrain: () => void;
}

export function AttackColumn({ trigger, image, onPaint, onTrain }: AttackColumnProps) {
  const recipe = useAttack((attack) => attack.recipe);
  const classes = useEngine((engine) => engine.data?.classes) ?? [];
  const images = useImagesSummary();
  const { attack, network, seed, train } = recipe;
  return (
    <section className={layout.column} aria-label={ATTACK_TEXT.setUp}>
      <BroughtNote />
      <div>
        <Part title={ATTACK_TEXT.attack} summary={ATTACKS[attack.id].name}>
          <AttackList />
        </Part>
        <Part title={ATTACK_TEXT.settings} summary={settingsSummary(recipe)}>
          <SettingsFields />
        </Part>
        <Part title={ATTACK_TEXT.trigger} summary={triggerSummary(recipe, trigger)}>
          <TriggerFields trigger={trigger} image={image} onPaint={onPaint} />
        </Part>
        {attack.id !== 'none' && (
          <Part title={ATTACK_TEXT.labels} summary={labelSummary(recipe, classes)}>
            <LabelFields classes={classes} />
          </Part>
        )}
        <Part
          title={ATTACK_TEXT.network}
          summary={ATTACK_TEXT.networkLine(TRAINABLE_NETWORKS[network.architecture].name, network.width)}
        >
          <NetworkFields />
        </Part>
        <Part title={ATTACK_TEXT.images} summary={images}>
          <ImageFields />
        </Part>
        <Part title={ATTACK_TEXT.training} summary={ATTACK_TEXT.trainingLine(train.epochs, seed)}>
          <TrainingFields />
        </Part>
      </div>
      <PlantButton onTrain={onTrain} />
    </section>
  );
}
