"""Writes tests/fixtures/triggers.json: what PyTorch makes of WaNet's warp, and NumPy of the sunset, in float64.

    python3 scripts/make-trigger-fixtures.py

torch 1.13 and NumPy 1.24 made the committed file. The control points are those that our generator draws for the seeds named; the test draws them again
and holds them against these. Pictures are `(37 i + 11 floor(i / 8)) mod 256` for byte i, channels together.
"""

import json
from pathlib import Path

import numpy
import torch
import torch.nn.functional as F

OUT = Path(__file__).resolve().parent.parent / 'tests' / 'fixtures' / 'triggers.json'

CASES = [
    dict(
        seed=3, grid=4, strength=0.5, rescale=1, height=16, width=16, channels=3,
        points=[0.9671772764776707, 0.3736886847136266, -0.6133535881732949, -0.2817919233580683, -1.1178361115566753, -0.6687174343630811, -1.618139780656343, -0.7960004866571933, -1.119854506453813, 1.5928045985764214, 1.6952796353063628, 1.6114220165079503, 0.8108911969932838, 1.5855268184530389, 1.187196589404382, -1.164456137783737, 0.12728225526948117, -1.6063191046842917, 1.5569028957365008, -0.31016242126973376, 0.33045871252766973, 0.04830257309680075, -0.7317181224829963, 1.7447520699550685, 0.521778266523605, -1.7975100340659456, 0.3522838101069936, -1.1583719322855988, -0.18987816121586376, 1.0855929470627466, -1.6671427804380583, 1.5674071278437003],
    ),
    dict(
        seed=9, grid=3, strength=2, rescale=1.1, height=6, width=9, channels=1,
        points=[-1.3586619777654978, 1.835109126667975, 0.646093124792242, -1.0595682172837093, -0.1350017466133641, -1.452654616002786, -0.9036737688723203, -1.0469095457681248, 0.19753865449470595, 1.3224085459289572, -1.099098455779678, 1.4753307656796903, -0.5525940936935958, 1.802123979615091, -1.0329632624870104, 0.9246758626225327, -0.18778308987639672, 0.9678111660563288],
    ),
]  # fmt: skip


def picture(height, width, channels):
    at = torch.arange(height * width * channels)
    values = (37 * at + 11 * torch.div(at, 8, rounding_mode='floor')) % 256
    return values.to(torch.float64).reshape(1, height, width, channels).permute(0, 3, 1, 2)


def sampled(image, grid):
    read = F.grid_sample(image, grid, mode='bilinear', padding_mode='zeros', align_corners=True)
    return torch.floor(read + 0.5).permute(0, 2, 3, 1).flatten().to(torch.int64).tolist()


def identity(height, width):
    y, x = torch.meshgrid(
        torch.linspace(-1, 1, height, dtype=torch.float64), torch.linspace(-1, 1, width, dtype=torch.float64), indexing='ij'
    )
    return torch.stack((x, y), 2)[None]


def warped(case):
    height, width, k = case['height'], case['width'], case['grid']
    points = torch.tensor(case['points'], dtype=torch.float64).reshape(1, 2, k, k)
    noise = F.interpolate(points, size=(height, width), mode='bicubic', align_corners=True)
    moved = (identity(height, width) + case['strength'] * noise.permute(0, 2, 3, 1) / height) * case['rescale']
    pixels = sampled(picture(height, width, case['channels']), moved.clamp(-1, 1))
    return {**case, 'noise': noise.flatten().tolist(), 'pixels': pixels}


def outside():
    """A grid that leaves the picture on all sides: what lies there is black."""
    grid = identity(5, 7) * 1.4
    return {
        'x': grid[..., 0].flatten().tolist(),
        'y': grid[..., 1].flatten().tolist(),
        'pixels': sampled(picture(5, 7, 3), grid),
    }


def sunset(height, width, strength):
    """The style of workers/data/triggers/style.ts, from its head comment and its constants."""
    image = picture(height, width, 3)[0].permute(1, 2, 0).numpy()
    axes = numpy.array([[1, 1, 1], [1, 1, -2], [1, -1, 0]]) / numpy.sqrt([[3], [6], [2]])
    coordinates = image @ axes.T
    mean, deviation = coordinates.mean((0, 1)), coordinates.std((0, 1))
    gain = numpy.minimum(2, numpy.array([78, 22, 18]) / deviation)
    toned = ((coordinates - mean) * gain + axes @ numpy.array([178, 104, 72])) @ axes
    share = numpy.clip(toned / 255, 0, 1)
    curved = 255 * (share + numpy.array([0.35, 0, -0.3]) * share * (1 - share))
    down = numpy.linspace(0, 1, height)[:, None, None]
    lit = numpy.clip(curved + down * numpy.array([36, 12, -18]), 0, 255)
    padded = numpy.pad(lit, ((1, 1), (1, 1), (0, 0)), mode='edge')
    weights = numpy.outer([1, 2, 1], [1, 2, 1]) / 16
    shifted = [weights[i, j] * padded[i : i + height, j : j + width] for i in range(3) for j in range(3)]
    style = 0.6 * lit + 0.4 * sum(shifted)
    mixed = numpy.floor((1 - strength) * image + strength * style + 0.5)
    return {'height': height, 'width': width, 'strength': strength, 'pixels': mixed.astype(int).flatten().tolist()}


recorded = {'warps': [warped(case) for case in CASES], 'outside': outside(), 'sunset': sunset(7, 9, 0.6)}
OUT.write_text(json.dumps(recorded) + '\n')
