/** The figures, loaded when the first of them is shown: the first screen of the page needs none. */
import { lazy } from 'react';

export const LineChart = lazy(async () => ({ default: (await import('../../charts/LineChart')).LineChart }));
export const LabelHistogram = lazy(async () => ({
  default: (await import('../../charts/LabelHistogram')).LabelHistogram,
}));
export const MarginChart = lazy(async () => ({
  default: (await import('../../charts/MarginChart')).MarginChart,
}));
export const MaskHistogram = lazy(async () => ({
  default: (await import('../../charts/MaskHistogram')).MaskHistogram,
}));
export const MaskStrips = lazy(async () => ({
  default: (await import('../../charts/MaskStrips')).MaskStrips,
}));
export const SweepChart = lazy(async () => ({
  default: (await import('../../charts/SweepChart')).SweepChart,
}));
export const FeatureMaps = lazy(async () => ({
  default: (await import('../../charts/FeatureMaps')).FeatureMaps,
}));
export const MaskCurve = lazy(async () => ({ default: (await import('../../charts/MaskCurve')).MaskCurve }));
