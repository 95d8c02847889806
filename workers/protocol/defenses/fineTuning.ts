/** Plain fine-tuning, spec 3.1. */
import { describeDefense } from './defense';
import { tuningOptions } from './tuning';

export const FINE_TUNING = describeDefense({
  name: 'Fine-tuning',
  summary: 'Trains the network on, on the clean images alone, and hopes that it forgets the backdoor.',
  source:
    'Constants of BackdoorBench (`config/defense/ft`); the paper’s table 12 names none. Smaller and faster for small networks.',
  family: 'tuning',
  stopsAt: 'epoch',
  needs: [],
  options: tuningOptions({
    epochs: [20, 100, 100],
    learningRate: [0.05, 0.01, 0.01],
    schedule: 'cosine',
    batchSize: [64, 256, 256],
    weightDecay: 0.0005,
  }),
});
