"""Writes tests/fixtures/architectures/goldens.json: what PyTorch computes with networks of every architecture known here.

Run with a Python that has PyTorch and torchvision (1.13 and 0.14 made the committed file):

    python3 scripts/make-architecture-goldens.py

No weights are stored: they are a function of the parameter's name and the place in it (tests/unit/nets/madeUp.ts computes the
same bits). torchvision's networks are torchvision's own; those in the CIFAR layouts are written here after their description
(names, order of layers, strides, quirks), and their sizes are checked against the published numbers.
"""

import hashlib
import json
from pathlib import Path

import numpy
import torch
import torch.nn.functional as F
import torchvision
from torch import nn

OUT = Path(__file__).resolve().parent.parent / 'tests' / 'fixtures' / 'architectures' / 'goldens.json'
IMAGES = 4


def conv(inputs, outputs, size=3, stride=1, groups=1, bias=False):
    return nn.Conv2d(inputs, outputs, size, stride, size // 2, groups=groups, bias=bias)


def conv_norm(inputs, outputs):
    return nn.Sequential(conv(inputs, outputs, 1), nn.BatchNorm2d(outputs))


class Residual(nn.Module):
    """Basic block, or bottleneck with four times as many channels at its end."""

    def __init__(self, inputs, channels, stride, bottleneck):
        super().__init__()
        outputs = channels * 4 if bottleneck else channels
        sizes = [(1, 1, channels), (3, stride, channels), (1, 1, outputs)]
        if not bottleneck:
            sizes = [(3, stride, channels), (3, 1, channels)]
        last = inputs
        for at, (size, step, wide) in enumerate(sizes, 1):
            setattr(self, f'conv{at}', conv(last, wide, size, step))
            setattr(self, f'bn{at}', nn.BatchNorm2d(wide))
            last = wide
        self.depth = len(sizes)
        self.shortcut = nn.Sequential()
        if stride != 1 or inputs != outputs:
            self.shortcut = nn.Sequential(conv(inputs, outputs, 1, stride), nn.BatchNorm2d(outputs))

    def forward(self, x):
        y = x
        for at in range(1, self.depth + 1):
            y = getattr(self, f'bn{at}')(getattr(self, f'conv{at}')(y))
            y = F.relu(y if at < self.depth else y + self.shortcut(x))
        return y


class PreActivated(nn.Module):
    def __init__(self, inputs, channels, stride, bottleneck):
        super().__init__()
        self.bn1 = nn.BatchNorm2d(inputs)
        self.conv1 = conv(inputs, channels, 3, stride)
        self.bn2 = nn.BatchNorm2d(channels)
        self.conv2 = conv(channels, channels)
        if stride != 1 or inputs != channels:
            self.shortcut = nn.Sequential(conv(inputs, channels, 1, stride))

    def forward(self, x):
        y = F.relu(self.bn1(x))
        skip = self.shortcut(y) if hasattr(self, 'shortcut') else x
        return skip + self.conv2(F.relu(self.bn2(self.conv1(y))))


class ResNet(nn.Module):
    def __init__(self, block, blocks, width, classes=10, channels=3, bottleneck=False, size=32):
        super().__init__()
        self.conv1 = conv(channels, width)
        if block is Residual:
            self.bn1 = nn.BatchNorm2d(width)
        last = width
        for stage, count in enumerate(blocks):
            made = []
            for at in range(count):
                stride = 2 if stage > 0 and at == 0 else 1
                made.append(block(last, width << stage, stride, bottleneck))
                last = (width << stage) * (4 if bottleneck else 1)
            setattr(self, f'layer{stage + 1}', nn.Sequential(*made))
        self.stages = len(blocks)
        self.linear = nn.Linear(last * max(1, size // 32) ** 2, classes)

    def forward(self, x):
        x = self.conv1(x)
        if hasattr(self, 'bn1'):
            x = F.relu(self.bn1(x))
        for stage in range(self.stages):
            x = getattr(self, f'layer{stage + 1}')(x)
        return self.linear(F.avg_pool2d(x, 4).flatten(1))


class WideBlock(nn.Module):
    def __init__(self, inputs, channels, stride):
        super().__init__()
        self.bn1 = nn.BatchNorm2d(inputs)
        self.conv1 = conv(inputs, channels, 3, stride)
        self.bn2 = nn.BatchNorm2d(channels)
        self.conv2 = conv(channels, channels)
        self.convShortcut = None if inputs == channels else conv(inputs, channels, 1, stride)

    def forward(self, x):
        activated = F.relu(self.bn1(x))
        skip = x if self.convShortcut is None else self.convShortcut(activated)
        return skip + self.conv2(F.relu(self.bn2(self.conv1(activated))))


class WideGroup(nn.Module):
    def __init__(self, inputs, channels, stride, count):
        super().__init__()
        self.layer = nn.Sequential(
            *(WideBlock(channels if at else inputs, channels, 1 if at else stride) for at in range(count))
        )

    def forward(self, x):
        return self.layer(x)


class WideResNet(nn.Module):
    def __init__(self, depth, widen, classes=10, channels=3):
        super().__init__()
        self.conv1 = conv(channels, 16)
        last = 16
        for group in range(3):
            wide = (16 * widen) << group
            setattr(self, f'block{group + 1}', WideGroup(last, wide, 2 if group else 1, (depth - 4) // 6))
            last = wide
        self.bn1 = nn.BatchNorm2d(last)
        self.fc = nn.Linear(last, classes)

    def forward(self, x):
        x = self.block3(self.block2(self.block1(self.conv1(x))))
        return self.fc(F.relu(self.bn1(x)).mean((2, 3)))


VGG = {
    11: [64, 'M', 128, 'M', 256, 256, 'M', 512, 512, 'M', 512, 512, 'M'],
    13: [64, 64, 'M', 128, 128, 'M', 256, 256, 'M', 512, 512, 'M', 512, 512, 'M'],
    16: [64, 64, 'M', 128, 128, 'M', 256, 256, 256, 'M', 512, 512, 512, 'M', 512, 512, 512, 'M'],
    19: [64, 64, 'M', 128, 128, 'M'] + ([256] * 4 + ['M']) + ([512] * 4 + ['M']) * 2,
}


def vgg_features(depth, width, norm):
    plan = [each if each == 'M' else each * width // 64 for each in VGG[depth]]
    return torchvision.models.vgg.make_layers(plan, norm)


class VggCifar(nn.Module):
    def __init__(self, depth, width=64, norm=True, classes=10, size=32):
        super().__init__()
        self.features = vgg_features(depth, width, norm)
        self.classifier = nn.Linear(width * 8 * (size // 32) ** 2, classes)

    def forward(self, x):
        return self.classifier(self.features(x).flatten(1))


class VggElu(nn.Module):
    def __init__(self, width=32, classes=10, channels=3, size=32):
        super().__init__()
        modules, last = [], channels
        for wide in [width, width * 2, width * 4]:
            for _ in range(2):
                modules += [conv(last, wide, bias=True), nn.BatchNorm2d(wide), nn.ELU()]
                last = wide
            modules += [nn.MaxPool2d(2, 2), nn.Dropout(0.3)]
        self.features = nn.Sequential(*modules)
        self.classifier = nn.Linear(last * (size // 8) ** 2, classes)

    def forward(self, x):
        return self.classifier(self.features(x).flatten(1))


class MobileBlock(nn.Module):
    def __init__(self, inputs, outputs, expansion, stride):
        super().__init__()
        inside = inputs * expansion
        self.stride = stride
        self.conv1 = conv(inputs, inside, 1)
        self.bn1 = nn.BatchNorm2d(inside)
        self.conv2 = conv(inside, inside, 3, stride, inside)
        self.bn2 = nn.BatchNorm2d(inside)
        self.conv3 = conv(inside, outputs, 1)
        self.bn3 = nn.BatchNorm2d(outputs)
        self.shortcut = conv_norm(inputs, outputs) if stride == 1 and inputs != outputs else nn.Sequential()

    def forward(self, x):
        y = F.relu(self.bn1(self.conv1(x)))
        y = F.relu(self.bn2(self.conv2(y)))
        y = self.bn3(self.conv3(y))
        return y + self.shortcut(x) if self.stride == 1 else y


class MobileNet(nn.Module):
    ROWS = [(1, 16, 1, 1), (6, 24, 2, 1), (6, 32, 3, 2), (6, 64, 4, 2), (6, 96, 3, 1), (6, 160, 3, 2), (6, 320, 1, 1)]

    def __init__(self, classes=10, scale=1):
        super().__init__()
        self.conv1 = conv(3, 32 // scale)
        self.bn1 = nn.BatchNorm2d(32 // scale)
        layers, last = [], 32 // scale
        for expansion, outputs, count, stride in self.ROWS:
            for at in range(count):
                layers.append(MobileBlock(last, outputs // scale, expansion, 1 if at else stride))
                last = outputs // scale
        self.layers = nn.Sequential(*layers)
        self.conv2 = conv(last, 1280 // scale, 1)
        self.bn2 = nn.BatchNorm2d(1280 // scale)
        self.linear = nn.Linear(1280 // scale, classes)

    def forward(self, x):
        x = self.layers(F.relu(self.bn1(self.conv1(x))))
        x = F.relu(self.bn2(self.conv2(x)))
        return self.linear(F.avg_pool2d(x, 4).flatten(1))


class EfficientBlock(nn.Module):
    def __init__(self, inputs, outputs, expansion, kernel, stride):
        super().__init__()
        inside = inputs * expansion
        self.conv1 = conv(inputs, inside, 1)
        self.bn1 = nn.BatchNorm2d(inside)
        self.conv2 = conv(inside, inside, kernel, stride, inside)
        self.bn2 = nn.BatchNorm2d(inside)
        self.se1 = conv(inside, int(inside * 0.25), 1, bias=True)
        self.se2 = conv(int(inside * 0.25), inside, 1, bias=True)
        self.conv3 = conv(inside, outputs, 1)
        self.bn3 = nn.BatchNorm2d(outputs)
        self.stride = stride
        self.shortcut = conv_norm(inputs, outputs) if stride == 1 and inputs != outputs else nn.Sequential()

    def forward(self, x):
        y = F.silu(self.bn1(self.conv1(x)))
        y = F.silu(self.bn2(self.conv2(y)))
        gate = torch.sigmoid(self.se2(F.silu(self.se1(y.mean((2, 3), keepdim=True)))))
        y = self.bn3(self.conv3(y * gate))
        # The original drops channels here even in evaluation; and it adds the block's own output where the stride is 2.
        return y + (self.shortcut(x) if self.stride == 1 else y)


class EfficientNet(nn.Module):
    ROWS = [(1, 16, 1, 3, 1), (6, 24, 2, 3, 2), (6, 40, 2, 5, 2), (6, 80, 3, 3, 2), (6, 112, 3, 5, 1), (6, 192, 4, 5, 2), (6, 320, 1, 3, 1)]

    def __init__(self, classes=10):
        super().__init__()
        self.conv1 = conv(3, 32)
        self.bn1 = nn.BatchNorm2d(32)
        layers, last = [], 32
        for expansion, outputs, count, kernel, stride in self.ROWS:
            for at in range(count):
                layers.append(EfficientBlock(last, outputs, expansion, kernel, 1 if at else stride))
                last = outputs
        self.layers = nn.Sequential(*layers)
        self.linear = nn.Linear(last, classes)

    def forward(self, x):
        x = self.layers(F.silu(self.bn1(self.conv1(x))))
        return self.linear(x.mean((2, 3)))


def vgg_torchvision(depth, width, norm, classes, hidden=(64, 48)):
    net = torchvision.models.VGG(vgg_features(depth, width, norm), classes, init_weights=False)
    for at, (inputs, outputs) in zip((0, 3, 6), ((width * 8 * 49, hidden[0]), hidden, (hidden[1], classes))):
        net.classifier[at] = nn.Linear(inputs, outputs)
    return net


def noise(name, count):
    """count numbers in [0, 1), the same in every language: FNV-1a of the name, then Murmur's finaliser over the index."""
    seed = 0x811C9DC5
    for byte in name.encode():
        seed = ((seed ^ byte) * 0x01000193) & 0xFFFFFFFF
    x = numpy.arange(count, dtype=numpy.uint32) * numpy.uint32(0x9E3779B9) ^ numpy.uint32(seed)
    x ^= x >> numpy.uint32(16)
    x *= numpy.uint32(0x85EBCA6B)
    x ^= x >> numpy.uint32(13)
    x *= numpy.uint32(0xC2B2AE35)
    x ^= x >> numpy.uint32(16)
    return (x >> numpy.uint32(8)).astype(numpy.float64) / 2**24


def made_up(name, shape):
    """Weights under which the values of a network stay of order 1."""
    count = int(numpy.prod(shape))
    u = noise(name, count)
    if len(shape) > 1:
        values = (2 * u - 1) * numpy.sqrt(6 * shape[0] / count)
    elif name.endswith('running_var') or name.endswith('weight'):
        values = 0.8 + 0.4 * u
    else:
        values = (2 * u - 1) * 0.2
    return torch.from_numpy(values.astype(numpy.float32).reshape(shape))


def fill(net):
    net.load_state_dict(
        {
            name: value if name.endswith('num_batches_tracked') else made_up(name, tuple(value.shape))
            for name, value in net.state_dict().items()
        }
    )


def facts(net):
    state = net.state_dict()
    lines = [f'{name}:{"x".join(str(size) for size in value.shape)}\n' for name, value in state.items()]
    return dict(
        entries=len(state),
        parameters=sum(value.numel() for value in net.parameters()),
        normalised=sum(each.num_features for each in net.modules() if isinstance(each, nn.BatchNorm2d)),
        digest=hashlib.sha256(''.join(lines).encode()).hexdigest()[:16],
    )


def rounded(values):
    return [float(f'{value:.7g}') for value in values.flatten().tolist()]


def logits_of(net, channels, size):
    fill(net)
    for each in net.modules():
        if isinstance(each, nn.Dropout):
            each.p = 0.0
        if isinstance(each, torchvision.ops.StochasticDepth):
            each.p = 0.0
    pixels = (2 * noise('images', IMAGES * channels * size * size) - 1).astype(numpy.float32)
    x = torch.from_numpy(pixels.reshape(IMAGES, channels, size, size))
    with torch.no_grad():
        evaluated = net.eval()(x[:2])
        trained = net.train()(x)
    return dict(size=size, channels=channels, eval=rounded(evaluated), train=rounded(trained))


TV = torchvision.models
RUN = {
    'resnet18-cifar': (lambda: ResNet(Residual, [2, 2, 2, 2], 16, 10), 3, 32),
    'resnet34-cifar': (lambda: ResNet(Residual, [3, 4, 6, 3], 8, 43), 3, 32),
    'resnet50-cifar': (lambda: ResNet(Residual, [3, 4, 6, 3], 8, 10, bottleneck=True), 3, 32),
    'resnet18-grey': (lambda: ResNet(Residual, [2, 2, 2, 2], 8, 10, channels=1), 1, 28),
    'resnet18-64': (lambda: ResNet(Residual, [2, 2, 2, 2], 8, 20, size=64), 3, 64),
    'resnet20-cifar': (lambda: ResNet(Residual, [3, 3, 3], 16, 10, size=64), 3, 32),
    'preactresnet18': (lambda: ResNet(PreActivated, [2, 2, 2, 2], 16, 10), 3, 32),
    'wrn-16-2': (lambda: WideResNet(16, 2), 3, 32),
    'resnet18-torchvision': (lambda: TV.resnet18(num_classes=10), 3, 32),
    'resnet50-torchvision': (lambda: TV.resnet50(num_classes=5), 3, 64),
    'vgg11-cifar': (lambda: VggCifar(11, 16, False), 3, 32),
    'vgg13-cifar': (lambda: VggCifar(13, 16, True, 12), 3, 32),
    'vgg16-cifar': (lambda: VggCifar(16, 8, True, 10, 64), 3, 64),
    'vgg19-cifar': (lambda: VggCifar(19, 8, True), 3, 32),
    'vgg16-torchvision': (lambda: vgg_torchvision(16, 8, True, 10), 3, 32),
    'vgg11-torchvision': (lambda: vgg_torchvision(11, 8, False, 7), 3, 96),
    'vgg19-torchvision': (lambda: vgg_torchvision(19, 8, False, 10), 3, 32),
    'vgg-elu': (lambda: VggElu(), 3, 32),
    'vgg-elu-grey': (lambda: VggElu(16, 10, 1, 28), 1, 28),
    'mobilenetv2-cifar': (lambda: MobileNet(10), 3, 32),
    'mobilenetv2-torchvision': (lambda: TV.mobilenet_v2(num_classes=10), 3, 64),
    'mobilenetv2-narrow': (lambda: TV.mobilenet_v2(num_classes=6, width_mult=0.35), 3, 96),
    'efficientnetb0-cifar': (lambda: EfficientNet(10), 3, 32),
    'efficientnetb0-torchvision': (lambda: TV.efficientnet_b0(num_classes=10), 3, 64),
}

# Full size: names, shapes and counts only. Published: entries, parameters, batch norm channels.
SIZES = {
    'resnet18-cifar': (lambda: ResNet(Residual, [2, 2, 2, 2], 64), (122, 11_173_962, 4_800)),
    'resnet34-cifar': (lambda: ResNet(Residual, [3, 4, 6, 3], 64), (218, 21_282_122, 8_512)),
    'resnet50-cifar': (lambda: ResNet(Residual, [3, 4, 6, 3], 64, bottleneck=True), None),
    'preactresnet18': (lambda: ResNet(PreActivated, [2, 2, 2, 2], 64), (102, 11_171_146, 3_392)),
    'resnet18-torchvision': (lambda: TV.resnet18(num_classes=10), (122, 11_181_642, 4_800)),
    'resnet34-torchvision': (lambda: TV.resnet34(num_classes=1000), None),
    'resnet50-torchvision': (lambda: TV.resnet50(num_classes=1000), None),
    'wrn-16-1': (lambda: WideResNet(16, 1), (82, 175_066, 464)),
    'wrn-16-2': (lambda: WideResNet(16, 2), (83, 691_674, 912)),
    'wrn-40-1': (lambda: WideResNet(40, 1), (None, 563_930, 1_360)),
    'vgg19-cifar': (lambda: VggCifar(19), (114, 20_040_522, 5_504)),
    'vgg19-torchvision': (lambda: TV.vgg19(num_classes=10, init_weights=False), (38, None, 0)),
    'vgg19bn-torchvision': (lambda: TV.vgg19_bn(num_classes=10, init_weights=False), (118, 139_622_218, 5_504)),
    'vgg-elu': (lambda: VggElu(), (44, None, None)),
    'mobilenetv2-cifar': (lambda: MobileNet(10), (344, 2_296_922, 17_544)),
    'mobilenetv2-torchvision': (lambda: TV.mobilenet_v2(num_classes=1000), None),
    'efficientnetb0-cifar': (lambda: EfficientNet(10), (378, 6_806_794, 20_208)),
    'efficientnetb0-torchvision': (lambda: TV.efficientnet_b0(num_classes=10), (360, 4_020_358, None)),
}


def check(name, found, published):
    counts = (found['entries'], found['parameters'], found['normalised'])
    for have, want in zip(counts, published or counts):
        assert want is None or have == want, f'{name} has {counts}, published are {published}'


def main():
    torch.manual_seed(0)
    sizes = {}
    for name, (build, published) in SIZES.items():
        sizes[name] = facts(build())
        check(name, sizes[name], published)
    runs = {}
    for name, (build, channels, size) in RUN.items():
        net = build()
        runs[name] = {**facts(net), **logits_of(net, channels, size)}
        print(name, runs[name]['entries'], [f'{value:.3g}' for value in runs[name]['eval'][:4]])
    OUT.parent.mkdir(exist_ok=True)
    OUT.write_text(json.dumps({'sizes': sizes, 'runs': runs}, indent=1) + '\n')


if __name__ == '__main__':
    main()
