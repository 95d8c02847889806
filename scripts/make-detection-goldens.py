"""Writes tests/fixtures/detection/strip.json: what PyTorch makes of STRIP on the network of make-defense-goldens.py.

Run with a Python that has PyTorch (1.13 made the committed file):

    /usr/bin/python3 scripts/make-detection-goldens.py

Which overlays an image is mixed with is what our random numbers give (draws.json, which tests/unit/detection/strip.test.ts writes).
"""

import importlib.util
import json
from pathlib import Path

import torch

HERE = Path(__file__).resolve().parent
OUT = HERE.parent / 'tests' / 'fixtures' / 'detection'
spec = importlib.util.spec_from_file_location('defenses', HERE / 'make-defense-goldens.py')
defenses = importlib.util.module_from_spec(spec)
spec.loader.exec_module(defenses)

# Two pictures in 0..1 to what the network takes.
MIXES = dict(
    sum=lambda x, c: defenses.normalise(x + c),
    saturated=lambda x, c: defenses.normalise((x + c).clamp(max=1)),
    normalised=lambda x, c: defenses.normalise(x) + defenses.normalise(c),
    mean=lambda x, c: defenses.normalise((x + c) / 2),
)


def entropies():
    net = defenses.Tiny().eval()
    draws = json.loads((OUT / 'draws.json').read_text())
    x, _ = defenses.pictures(draws['images'] + draws['available'])
    probes, clean = x[: draws['images']], x[draws['images'] :]
    answers = {}
    for name, mix in MIXES.items():
        rows = [torch.softmax(net(mix(probe, clean[chosen])), 1) for probe, chosen in zip(probes, draws['overlays'])]
        answers[name] = defenses.short(torch.stack([-(p * p.log2()).sum(1).mean() for p in rows]))
    return answers


if __name__ == '__main__':
    path = OUT / 'strip.json'
    path.write_text(json.dumps(entropies(), separators=(',', ':')) + '\n')
    print(path.name, path.stat().st_size)
