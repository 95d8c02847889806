"""The networks of the benchmark in PyTorch, with the parameter names of ours, cut into segments that passes may start at."""

import torch
from torch import nn
from torch.nn import functional as F


class Norm(nn.BatchNorm2d):
    """Batch norm whose gamma may be multiplied by a mask, as RNP's recovery does."""

    def __init__(self, channels):
        super().__init__(channels)
        self.register_parameter("mask", None)

    def forward(self, x):
        gamma = self.weight if self.mask is None else self.weight * self.mask
        return F.batch_norm(
            x, self.running_mean, self.running_var, gamma, self.bias, self.training, self.momentum, self.eps
        )


def conv(channels, out, size, stride=1):
    return nn.Conv2d(channels, out, size, stride, size // 2, bias=False)


class BasicBlock(nn.Module):
    def __init__(self, channels, out, stride):
        super().__init__()
        self.conv1 = conv(channels, out, 3, stride)
        self.bn1 = Norm(out)
        self.conv2 = conv(out, out, 3)
        self.bn2 = Norm(out)
        self.shortcut = nn.Sequential()
        if stride != 1 or channels != out:
            self.shortcut = nn.Sequential(conv(channels, out, 1, stride), Norm(out))

    def forward(self, x):
        y = F.relu(self.bn1(self.conv1(x)))
        return F.relu(self.bn2(self.conv2(y)) + self.shortcut(x))


class Resnet18(nn.Module):
    """ResNet-18 in the CIFAR layout; names as in workers/nets/resnetCifar.ts."""

    def __init__(self, width, classes=10):
        super().__init__()
        self.conv1 = conv(3, width, 3)
        self.bn1 = Norm(width)
        channels = width
        for stage in range(4):
            out = width << stage
            stride = 1 if stage == 0 else 2
            setattr(self, f"layer{stage + 1}", nn.Sequential(BasicBlock(channels, out, stride), BasicBlock(out, out, 1)))
            channels = out
        self.linear = nn.Linear(channels, classes)

    def segments(self):
        blocks = [block for stage in range(1, 5) for block in getattr(self, f"layer{stage}")]
        return [(1, lambda x: F.relu(self.bn1(self.conv1(x))))] + [(count_convs(b), b) for b in blocks]

    def head(self, x):
        return self.linear(x.mean((2, 3)))


class PreActivationBlock(nn.Module):
    def __init__(self, channels, out, stride):
        super().__init__()
        self.bn1 = Norm(channels)
        self.conv1 = conv(channels, out, 3, stride)
        self.bn2 = Norm(out)
        self.conv2 = conv(out, out, 3)
        self.convShortcut = None if channels == out else conv(channels, out, 1, stride)

    def forward(self, x):
        activated = F.relu(self.bn1(x))
        y = self.conv2(F.relu(self.bn2(self.conv1(activated))))
        return y + (x if self.convShortcut is None else self.convShortcut(activated))


class Group(nn.Module):
    def __init__(self, blocks):
        super().__init__()
        self.layer = nn.Sequential(*blocks)


class WideResnet(nn.Module):
    """Wide ResNet of depth 16; names as in workers/nets/wideResnet.ts."""

    def __init__(self, widen, classes=10):
        super().__init__()
        self.conv1 = conv(3, 16, 3)
        channels = 16
        for group in range(3):
            out = (16 * widen) << group
            first = PreActivationBlock(channels, out, 1 if group == 0 else 2)
            setattr(self, f"block{group + 1}", Group([first, PreActivationBlock(out, out, 1)]))
            channels = out
        self.bn1 = Norm(channels)
        self.fc = nn.Linear(channels, classes)

    def segments(self):
        blocks = [block for group in range(1, 4) for block in getattr(self, f"block{group}").layer]
        return [(1, self.conv1)] + [(count_convs(b), b) for b in blocks]

    def head(self, x):
        return self.fc(F.relu(self.bn1(x)).mean((2, 3)))


NETS = {"resnet18": Resnet18, "wrn16": WideResnet}


def count_convs(module):
    return sum(isinstance(each, nn.Conv2d) for each in module.modules())


def run(model, x, convolutions=None):
    """Logits; with `convolutions`, of only the last so many: x is then what lies before them."""
    left = sum(count for count, _ in model.segments())
    for count, segment in model.segments():
        if convolutions is None or left <= convolutions:
            x = segment(x)
        left -= count
    return model.head(x)


def inputs_behind(model, images, convolutions):
    """Random values of the shape that lies before the last `convolutions`."""
    x = torch.randn(images, 3, 32, 32)
    left = sum(count for count, _ in model.segments())
    with torch.no_grad():
        for count, segment in model.segments():
            if left <= convolutions:
                break
            x = segment(x)
            left -= count
    if left != convolutions:
        raise ValueError(f"no block of the network starts {convolutions} convolutions before its end")
    return torch.randn_like(x)
