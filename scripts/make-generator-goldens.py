"""Writes tests/fixtures/generators.json: what PyTorch computes with the networks that generate triggers.

Run with a Python that has PyTorch (1.13 made the committed file):

    python3 scripts/make-generator-goldens.py

Weights are a function of their names, as in make-architecture-goldens.py. The networks are written here after their description
(names, order of layers, widths, momentum); the full-size counts are printed beside the file.
"""

import importlib.util
import json
from pathlib import Path

import torch
from torch import nn

HERE = Path(__file__).resolve().parent
OUT = HERE.parent / 'tests' / 'fixtures' / 'generators.json'
spec = importlib.util.spec_from_file_location('architectures', HERE / 'make-architecture-goldens.py')
architectures = importlib.util.module_from_spec(spec)
spec.loader.exec_module(architectures)


def labelled_block(inputs, outputs, rectified=True):
    net = nn.Sequential()
    net.add_module('conv2d', nn.Conv2d(inputs, outputs, 3, 1, 1))
    net.add_module('batch_norm', nn.BatchNorm2d(outputs, momentum=0.05))
    if rectified:
        net.add_module('relu', nn.ReLU())
    return net


class InputAware(nn.Sequential):
    def __init__(self, width, levels, channels, inputs=3):
        super().__init__()
        last = inputs
        for level in range(levels):
            wide = width * 2**level
            self.add_module(f'convblock_down_{2 * level}', labelled_block(last, wide))
            self.add_module(f'convblock_down_{2 * level + 1}', labelled_block(wide, wide))
            self.add_module(f'downsample_{level}', nn.MaxPool2d(2))
            last = wide
        self.add_module('convblock_middle', labelled_block(last, last))
        for level in range(levels):
            narrow = last // 2 if level < levels - 1 else channels
            self.add_module(f'upsample_{level}', nn.Upsample(scale_factor=(2, 2), mode='bilinear'))
            self.add_module(f'convblock_up_{2 * level}', labelled_block(last, last))
            self.add_module(f'convblock_up_{2 * level + 1}', labelled_block(last, narrow, level < levels - 1))
            last = narrow

    def forward(self, x):
        return torch.tanh(super().forward(x)) / (2 + 1e-7) + 0.5


def double_conv(inputs, outputs):
    layers = []
    for each in (inputs, outputs):
        layers += [nn.Conv2d(each, outputs, 3, padding=1), nn.BatchNorm2d(outputs), nn.ReLU()]
    return nn.Sequential(*layers)


class UNet(nn.Module):
    def __init__(self, width, levels, channels=3):
        super().__init__()
        self.levels = levels
        last = channels
        for level in range(1, levels + 1):
            wide = width * 2 ** (level - 1)
            setattr(self, f'dconv_down{level}', double_conv(last, wide))
            last = wide
        for level in range(levels - 1, 0, -1):
            wide = width * 2 ** (level - 1)
            setattr(self, f'dconv_up{level}', double_conv(last + wide, wide))
            last = wide
        self.conv_last = nn.Sequential(nn.Conv2d(last, channels, 1), nn.BatchNorm2d(channels))

    def forward(self, x):
        skips = []
        for level in range(1, self.levels):
            x = getattr(self, f'dconv_down{level}')(x)
            skips.append(x)
            x = nn.functional.avg_pool2d(x, 2)
        x = getattr(self, f'dconv_down{self.levels}')(x)
        for level in range(self.levels - 1, 0, -1):
            x = nn.functional.interpolate(x, scale_factor=2, mode='bilinear', align_corners=True)
            x = getattr(self, f'dconv_up{level}')(torch.cat([x, skips[level - 1]], 1))
        return torch.tanh(self.conv_last(x))


RUN = {
    'pattern': (lambda: InputAware(4, 3, 3), 3, 8),
    'mask': (lambda: InputAware(4, 3, 1), 3, 8),
    'grey': (lambda: InputAware(3, 2, 1, 1), 1, 12),
    'unet': (lambda: UNet(4, 3), 3, 8),
    'unet of four levels': (lambda: UNet(2, 4), 3, 8),
}
FULL = {
    'pattern': lambda: InputAware(32, 3, 3),
    'mask': lambda: InputAware(32, 3, 1),
    'unet': lambda: UNet(64, 4),
}

if __name__ == '__main__':
    runs = {name: architectures.logits_of(make(), channels, size) for name, (make, channels, size) in RUN.items()}
    full = {name: architectures.facts(make()) for name, make in FULL.items()}
    OUT.write_text(json.dumps({'runs': runs, 'full': full}) + '\n')
    print(full)
