import { describe, expect, it } from 'vitest';
import type { Picture, Prediction } from '../../../workers/protocol';
import { findSample, type SampleSource } from '../../../src/features/start/findSample';

const picture = (tone: number): Picture => ({ height: 1, width: 1, rgb: Uint8Array.of(tone, tone, tone) });

function prediction(image: number, label: number, says: number): Prediction {
  const probabilities = new Float32Array(10);
  probabilities[says] = 0.9;
  return { image, label, picture: picture(image), probabilities };
}

/** Image 0 is of the target class, image 1 is misread, image 2 is the first telling one. */
const KNOWN = [prediction(0, 0, 0), prediction(1, 3, 5), prediction(2, 4, 4), prediction(3, 5, 5)];

function source(answers: { predict?: boolean; preview?: boolean } = {}): SampleSource {
  const fault = { ok: false, fault: { code: 'model-missing', params: {} } } as const;
  return {
    predict: async ({ images }) =>
      answers.predict === false
        ? fault
        : { ok: true, value: images.flatMap((image) => KNOWN.find((each) => each.image === image) ?? []) },
    preview: async ({ images }) =>
      answers.preview === false ? fault : { ok: true, value: images.map((image) => picture(image)) },
  };
}

describe('the image of the first screen', () => {
  it('is the recorded one, where the loaded set holds it', async () => {
    expect(await findSample(source(), picture(3), 0, 4)).toBe(3);
  });

  it('else is the first that the network names rightly and that is not of the target class', async () => {
    expect(await findSample(source(), picture(200), 0, 4)).toBe(2);
    expect(await findSample(source(), null, null, 4)).toBe(0);
  });

  it('is any but the target’s, where the network names none rightly', async () => {
    expect(await findSample(source(), null, 0, 2)).toBe(1);
  });

  it('is nothing without images, or when the engine does not answer', async () => {
    expect(await findSample(source(), null, 0, 0)).toBeNull();
    expect(await findSample(source({ predict: false, preview: false }), picture(3), 0, 4)).toBeNull();
  });
});
