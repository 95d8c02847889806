/** The paper's Figure 2, live: one picture through one layer, clean and triggered, in the four networks of a run. */
import { ChevronLeft, ChevronRight } from 'lucide-react';
import { Suspense, useMemo } from 'react';
import type { Picture } from '../../../workers/protocol';
import { useEngine } from '../../state/engineStore';
import { series, useSeries } from '../../state/series';
import { useRecipe } from '../../state/recipeStore';
import { useRun } from '../../state/runStore';
import { isAlive } from '../../state/transition';
import { setView, useView } from '../../state/viewStore';
import { MAPS_TEXT } from '../../text/run';
import styles from './FeatureFigure.module.css';
import { Fold } from './Fold';
import { FeatureMaps } from './lazyCharts';
import { chosenMaps, mapsOf, pickableLayers } from './shownMaps';
import { usePreview } from './usePreview';
import { useShownData, useShownModel } from './useShownData';

interface PickersProps {
  readonly layers: readonly string[];
  readonly layer: string | null;
  readonly image: number;
  readonly images: number;
}

function ImagePicker({ image, images }: Pick<PickersProps, 'image' | 'images'>) {
  const pick = (wanted: number): void => {
    if (Number.isInteger(wanted) && wanted >= 0 && wanted < images) setView({ image: wanted });
  };
  return (
    <span className={styles.picker}>
      <label htmlFor="maps-image">{MAPS_TEXT.image}</label>
      <button
        type="button"
        aria-label={MAPS_TEXT.previous}
        disabled={image === 0}
        onClick={() => pick(image - 1)}
      >
        <ChevronLeft size={16} aria-hidden />
      </button>
      <input
        id="maps-image"
        type="number"
        min={0}
        max={images - 1}
        value={image}
        onChange={(event) => pick(event.target.valueAsNumber)}
      />
      <button
        type="button"
        aria-label={MAPS_TEXT.next}
        disabled={image + 1 >= images}
        onClick={() => pick(image + 1)}
      >
        <ChevronRight size={16} aria-hidden />
      </button>
    </span>
  );
}

function Pickers({ layers, layer, image, images }: PickersProps) {
  return (
    <div className={styles.pickers}>
      <label className={styles.picker}>
        {MAPS_TEXT.layer}
        <select value={layer ?? ''} onChange={(event) => setView({ layer: event.target.value })}>
          {layers.map((each) => (
            <option key={each} value={each}>
              {each}
            </option>
          ))}
        </select>
      </label>
      {images > 1 && <ImagePicker image={image} images={images} />}
    </div>
  );
}

/** Whether the images that are loaded are those of the shown run: a recording may be of others. */
function useHasSameImages(): boolean {
  const loaded = useEngine((engine) => engine.data?.defense.sha256 ?? null);
  const shown = useRun((run) => (run.recorded ? (run.report?.data.defense.sha256 ?? null) : null));
  const recorded = useRun((run) => run.recorded);
  return !recorded || (loaded !== null && loaded === shown);
}

function pictureOf(picture: Picture | null) {
  return picture === null ? null : { pixels: picture.rgb, width: picture.width, height: picture.height };
}

export function FeatureFigure() {
  useSeries('heatmap');
  const oracle = useView((view) => view.oracle);
  const wantedLayer = useView((view) => view.layer);
  const wantedImage = useView((view) => view.image);
  const recorded = useRun((run) => run.recorded);
  const willCome = useRun((run) => run.status === 'idle' || isAlive(run.status));
  const trigger = useRecipe((state) => state.recipe.trigger);
  const model = useShownModel();
  const data = useShownData();
  const heatmaps = series.heatmaps();
  const allLayers = model?.layers ?? [];
  const shown = chosenMaps(heatmaps, { layer: wantedLayer, image: wantedImage }, allLayers, recorded);
  const { layer, image } = shown;
  const maps = useMemo(() => mapsOf(heatmaps, { layer, image }), [heatmaps, layer, image]);
  const isHere = useHasSameImages();
  const clean = usePreview(shown.image, null, isHere);
  const triggered = usePreview(shown.image, trigger, isHere && trigger !== null);
  if (heatmaps.length === 0) return willCome ? <p className={styles.hidden}>{MAPS_TEXT.empty}</p> : null;
  return (
    <Fold title={MAPS_TEXT.title}>
      <div className={styles.maps}>
        <Suspense fallback={<div className={styles.room} />}>
          <FeatureMaps
            title={MAPS_TEXT.title}
            summary={MAPS_TEXT.summary}
            csvName={`rnp-maps-${shown.layer ?? ''}-${shown.image}`}
            maps={maps}
            clean={pictureOf(clean)}
            triggered={pictureOf(triggered)}
            showOracle={oracle}
          />
        </Suspense>
        <Pickers
          layers={pickableLayers(heatmaps, allLayers, recorded)}
          layer={shown.layer}
          image={shown.image}
          images={recorded ? 1 : (data?.test?.count ?? data?.defense.count ?? 1)}
        />
      </div>
    </Fold>
  );
}
