import { describe, expect, it } from 'vitest';
import { draftOf, hintOf, standIns } from '../../../src/features/model/doctor/hintDraft';
import type { FileReport, TensorRow } from '../../../workers/protocol';

describe('what is said about a model file', () => {
  it('goes from a hint to a draft and back', () => {
    const hint = {
      architecture: 'resnet-cifar',
      inputSize: [28, 28] as [number, number],
      mapping: [['bn1.bias', 'bn1.bite'] as [string, string]],
    };
    expect(hintOf(draftOf(hint))).toEqual(hint);
  });

  it('is no hint where nothing is said', () => {
    expect(hintOf(draftOf(null))).toBeNull();
  });
});

describe('tensors that could stand in', () => {
  const row = (name: string, shape: readonly number[], state: TensorRow['state']): TensorRow => ({
    name,
    shape,
    state,
    dtype: 'float32',
    range: [0, 1],
    notFinite: 0,
    parameter: null,
  });

  it('are those nobody took, the ones of the right shape first', () => {
    const tensors = [
      row('taken', [8], 'matched'),
      row('counter', [], 'ignored'),
      row('larger', [16], 'unused'),
      row('fitting', [8], 'misshapen'),
    ];
    const report: FileReport = {
      name: 'net.pth',
      format: 'torch-zip',
      wrapper: null,
      tensors,
      candidates: [],
      chosen: null,
      missing: [],
    };
    expect(standIns(report, [8])).toEqual(['fitting', 'larger']);
  });
});
