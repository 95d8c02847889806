import { describe, expect, it } from 'vitest';
import { BADNETS_TRIGGER, type Picture, type Prediction } from '../../../workers/protocol';
import { findSample, type SampleSource } from '../../../src/features/start/findSample';

const picture = (tone: number): Picture => ({ height: 1, width: 1, rgb: Uint8Array.of(tone, tone, tone) });

function prediction(image: number, label: number, says: number): Prediction {
  const probabilities = new Float32Array(10);
  probabilities[says] = 0.9;
  return { image, label, picture: picture(image), probabilities };
}

/** Image 0 is of the target class, image 1 is misread, image 2 is the first telling one. */
const KNOWN = [prediction(0, 0, 0), prediction(1, 3, 5), prediction(2, 4, 4), prediction(3, 5, 5)];

function source(answers: { predict?: boolean; preview?: boolean; fooled?: number } = {}): SampleSource {
  const fault = { ok: false, fault: { code: 'model-missing', params: {} } } as const;
  return {
    predict: async ({ images, trigger }) => {
      if (answers.predict === false) return fault;
      const known = images.flatMap((image) => KNOWN.find((each) => each.image === image) ?? []);
      const turned = ({ image, label }: Prediction) =>
        image === answers.fooled
          ? prediction(image, label, BADNETS_TRIGGER.target)
          : prediction(image, label, label);
      return { ok: true, value: trigger === null ? known : known.map(turned) };
    },
    preview: async ({ images }) =>
      answers.preview === false ? fault : { ok: true, value: images.map((image) => picture(image)) },
  };
}

describe('the image of the first screen', () => {
  it('is the recorded one, where the loaded set holds it', async () => {
    expect(await findSample(source(), picture(3), BADNETS_TRIGGER, 4)).toBe(3);
  });

  it('else is the first that the network names rightly and that is not of the target class', async () => {
    expect(await findSample(source(), picture(200), BADNETS_TRIGGER, 4)).toBe(2);
    expect(await findSample(source(), null, null, 4)).toBe(0);
  });

  it('is rather one that the trigger works on', async () => {
    expect(await findSample(source({ fooled: 3 }), null, BADNETS_TRIGGER, 4)).toBe(3);
  });

  it('is any but the target’s, where the network names none rightly', async () => {
    expect(await findSample(source(), null, BADNETS_TRIGGER, 2)).toBe(1);
  });

  it('is nothing without images, or when the engine does not answer', async () => {
    expect(await findSample(source(), null, BADNETS_TRIGGER, 0)).toBeNull();
    expect(
      await findSample(source({ predict: false, preview: false }), picture(3), BADNETS_TRIGGER, 4),
    ).toBeNull();
  });
});
