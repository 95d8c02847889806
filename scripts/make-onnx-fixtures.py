"""Writes tests/fixtures/onnx/*: small networks exported by the real PyTorch, and the logits it gives.

Run with a Python that has PyTorch (1.13 made the committed files), onnx (1.12) and NumPy:

    python3 scripts/make-onnx-fixtures.py
"""

from pathlib import Path

import numpy
import onnx
import torch
import torch.nn.functional as F
from onnx import TensorProto, helper, numpy_helper
from torch import nn

OUT = Path(__file__).resolve().parent.parent / 'tests' / 'fixtures' / 'onnx'
SIZE = 12
ARRAYS = {}


def picture(channels):
    """Two pictures."""
    torch.manual_seed(7)
    return torch.randn(2, channels, SIZE, SIZE)


def scatter(net):
    """Statistics and scales off their defaults, as after training."""
    torch.manual_seed(3)
    for module in net.modules():
        if isinstance(module, (nn.BatchNorm2d, nn.BatchNorm1d)):
            nn.init.uniform_(module.weight, 0.5, 1.5)
            nn.init.uniform_(module.bias, -0.5, 0.5)
            nn.init.uniform_(module.running_mean, -0.5, 0.5)
            nn.init.uniform_(module.running_var, 0.5, 1.5)
    return net.eval()


def export(name, net, channels=3, keep=False, dynamic=True, **options):
    torch.manual_seed(1)
    scatter(net)
    x = picture(channels)
    if keep:
        options.update(training=torch.onnx.TrainingMode.PRESERVE, do_constant_folding=False)
    if dynamic:
        options.update(dynamic_axes={'x': {0: 'n'}, 'y': {0: 'n'}})
    path = OUT / f'{name}.onnx'
    options.setdefault('opset_version', 16)
    torch.onnx.export(net, x if dynamic else x[:1], str(path), input_names=['x'], output_names=['y'], **options)
    with torch.no_grad():
        ARRAYS[name] = net(x).numpy()
    onnx.checker.check_model(str(path))


class Block(nn.Module):
    """A basic block of a ResNet."""

    def __init__(self, inner, outer, stride):
        super().__init__()
        self.conv1 = nn.Conv2d(inner, outer, 3, stride, 1, bias=False)
        self.bn1 = nn.BatchNorm2d(outer)
        self.conv2 = nn.Conv2d(outer, outer, 3, 1, 1, bias=False)
        self.bn2 = nn.BatchNorm2d(outer)
        self.shortcut = nn.Sequential()
        if stride != 1:
            self.shortcut = nn.Sequential(nn.Conv2d(inner, outer, 1, stride, bias=False), nn.BatchNorm2d(outer))

    def forward(self, x):
        y = self.bn2(self.conv2(F.relu(self.bn1(self.conv1(x)))))
        return F.relu(y + self.shortcut(x))


class ResNet(nn.Module):
    def __init__(self, channels=3):
        super().__init__()
        self.conv1 = nn.Conv2d(channels, 4, 3, 1, 1, bias=False)
        self.bn1 = nn.BatchNorm2d(4)
        self.relu = nn.ReLU()
        self.layer1 = nn.Sequential(Block(4, 4, 1))
        self.layer2 = nn.Sequential(Block(4, 6, 2))
        self.linear = nn.Linear(6, 5)

    def forward(self, x):
        x = self.layer2(self.layer1(self.relu(self.bn1(self.conv1(x)))))
        x = F.avg_pool2d(x, SIZE // 2)
        return self.linear(x.view(x.size(0), -1))


class PreActBlock(nn.Module):
    def __init__(self, inner, outer, stride):
        super().__init__()
        self.bn1 = nn.BatchNorm2d(inner)
        self.conv1 = nn.Conv2d(inner, outer, 3, stride, 1, bias=False)
        self.bn2 = nn.BatchNorm2d(outer)
        self.conv2 = nn.Conv2d(outer, outer, 3, 1, 1, bias=False)
        if stride != 1:
            self.shortcut = nn.Sequential(nn.Conv2d(inner, outer, 1, stride, bias=False))

    def forward(self, x):
        y = F.relu(self.bn1(x))
        shortcut = self.shortcut(y) if hasattr(self, 'shortcut') else x
        return self.conv2(F.relu(self.bn2(self.conv1(y)))) + shortcut


class PreActNet(nn.Module):
    def __init__(self):
        super().__init__()
        self.conv1 = nn.Conv2d(3, 4, 3, 1, 1, bias=False)
        self.layer1 = nn.Sequential(PreActBlock(4, 4, 1), PreActBlock(4, 6, 2))
        self.avgpool = nn.AdaptiveAvgPool2d((1, 1))
        self.linear = nn.Linear(6, 5)

    def forward(self, x):
        x = self.avgpool(self.layer1(self.conv1(x)))
        return self.linear(x.view(x.size(0), -1))


class MobileNet(nn.Module):
    """Depthwise convolutions, ReLU6, hard swish, a mean over the pixels."""

    def __init__(self):
        super().__init__()
        self.features = nn.Sequential(
            nn.Sequential(nn.Conv2d(3, 4, 3, 2, 1, bias=False), nn.BatchNorm2d(4), nn.ReLU6()),
            nn.Sequential(nn.Conv2d(4, 4, 3, 1, 1, groups=4, bias=False), nn.BatchNorm2d(4), nn.ReLU6()),
            nn.Sequential(nn.Conv2d(4, 8, 3, 1, 1, groups=4, bias=False), nn.BatchNorm2d(8), nn.Hardswish()),
            nn.Sequential(nn.Conv2d(8, 6, 1, bias=False), nn.BatchNorm2d(6)),
        )
        self.classifier = nn.Sequential(nn.Dropout(0.2), nn.Linear(6, 5))

    def forward(self, x):
        return self.classifier(self.features(x).mean([2, 3]))


class SqueezeNet(nn.Module):
    """Squeeze and excite with swish; logits from a 1x1 convolution."""

    def __init__(self):
        super().__init__()
        self.stem = nn.Conv2d(1, 6, 3, 1, 1, bias=False)
        self.bn = nn.BatchNorm2d(6)
        self.fc1 = nn.Conv2d(6, 2, 1)
        self.fc2 = nn.Conv2d(2, 6, 1)
        self.head = nn.Conv2d(6, 5, 1)

    def forward(self, x):
        x = F.silu(self.bn(self.stem(x)))
        gate = F.adaptive_avg_pool2d(x, 1)
        gate = torch.sigmoid(self.fc2(F.silu(self.fc1(gate))))
        return self.head(F.adaptive_avg_pool2d(x * gate, 1)).squeeze(3).squeeze(2)


class Flat(nn.Module):
    """A flattened map, without batch norm; no bias in one convolution."""

    def __init__(self):
        super().__init__()
        self.features = nn.Sequential(
            nn.Conv2d(3, 4, 3), nn.ELU(), nn.MaxPool2d(3, 2, 1), nn.Conv2d(4, 6, 3, bias=False), nn.LeakyReLU(0.1)
        )
        self.classifier = nn.Sequential(nn.Linear(54, 8), nn.Tanh(), nn.Dropout(), nn.Linear(8, 5))

    def forward(self, x):
        x = self.features(x)
        return self.classifier(x.view(x.size(0), -1))


class Pools(nn.Module):
    """Own preprocessing, branches put together, padding of its own, adaptive pooling, a softmax at the end."""

    def __init__(self):
        super().__init__()
        self.register_buffer('mean', torch.tensor([0.4, 0.5, 0.6]).reshape(1, 3, 1, 1))
        self.left = nn.Conv2d(3, 3, 3, padding=1)
        self.right = nn.Conv2d(3, 4, (1, 3), padding=(0, 1))
        self.pool = nn.AvgPool2d(3, 2, 1, count_include_pad=False)
        self.last = nn.Conv2d(7, 4, 3, 2)
        self.adaptive = nn.AdaptiveAvgPool2d((3, 3))
        self.fc = nn.Linear(16, 5)

    def forward(self, x):
        x = (x - self.mean) / 0.25
        x = torch.cat([torch.sigmoid(self.left(x)), F.hardsigmoid(self.right(x))], 1)
        x = self.last(F.pad(1 - 2 * self.adaptive(self.pool(x)), (1, 2, 2, 1)))
        x = self.fc(torch.flatten(x, 1))
        return F.softmax(x, 1) if self.with_softmax else x


def pools():
    net = Pools()
    net.with_softmax = True
    export('pools', net)
    net.with_softmax = False
    with torch.no_grad():
        ARRAYS['pools'] = net(picture(3)).numpy()


def keras_like():
    """What tf2onnx makes of a Keras network: pictures NHWC, transposed at the front, flattened row by row."""
    generator = numpy.random.default_rng(5)
    weights = {
        'net/conv2d/Conv2D/ReadVariableOp:0': generator.normal(0, 0.3, (4, 3, 3, 3)),
        'net/conv2d/BiasAdd/ReadVariableOp:0': generator.normal(0, 0.3, (4,)),
        'net/dense/MatMul/ReadVariableOp:0': generator.normal(0, 0.1, (6 * 6 * 4, 5)),
        'net/dense/BiasAdd/ReadVariableOp:0': generator.normal(0, 0.3, (5,)),
    }
    weights = {name: value.astype(numpy.float32) for name, value in weights.items()}
    kernel, bias, dense, dense_bias = weights
    nodes = [
        helper.make_node('Transpose', ['input_1'], ['t0'], 'net/conv2d/Conv2D__6', perm=[0, 3, 1, 2]),
        helper.make_node('Conv', ['t0', kernel, bias], ['c0'], 'net/conv2d/Conv2D', auto_pad='SAME_UPPER', strides=[2, 2]),
        helper.make_node('Relu', ['c0'], ['r0'], 'net/conv2d/Relu'),
        helper.make_node('Transpose', ['r0'], ['t1'], 'net/conv2d/Relu__10', perm=[0, 2, 3, 1]),
        helper.make_node('Reshape', ['t1', 'shape'], ['f0'], 'net/flatten/Reshape'),
        helper.make_node('MatMul', ['f0', dense], ['m0'], 'net/dense/MatMul'),
        helper.make_node('Add', ['m0', dense_bias], ['y'], 'net/dense/BiasAdd'),
    ]
    initializers = [numpy_helper.from_array(value, name) for name, value in weights.items()]
    initializers.append(numpy_helper.from_array(numpy.array([-1, 6 * 6 * 4], numpy.int64), 'shape'))
    graph = helper.make_graph(
        nodes,
        'tf2onnx',
        [helper.make_tensor_value_info('input_1', TensorProto.FLOAT, ['n', SIZE, SIZE, 3])],
        [helper.make_tensor_value_info('y', TensorProto.FLOAT, ['n', 5])],
        initializers,
    )
    model = helper.make_model(graph, opset_imports=[helper.make_opsetid('', 13)], producer_name='tf2onnx')
    model.ir_version = 8
    onnx.checker.check_model(model)
    onnx.save(model, str(OUT / 'keras-like.onnx'))
    kernel, bias, dense, dense_bias = (torch.from_numpy(value) for value in weights.values())
    # SAME_UPPER at stride 2 and an even size: one row below, one column to the right.
    x = F.relu(F.conv2d(F.pad(picture(3), (0, 1, 0, 1)), kernel, bias, 2))
    ARRAYS['keras-like'] = (x.permute(0, 2, 3, 1).reshape(2, -1) @ dense + dense_bias).numpy()


def external():
    """The same network with its numbers in a second file."""
    model = onnx.load(str(OUT / 'resnet-kept.onnx'))
    (OUT / 'external.bin').unlink(missing_ok=True)
    onnx.save_model(
        model,
        str(OUT / 'external.onnx'),
        save_as_external_data=True,
        all_tensors_to_one_file=True,
        location='external.bin',
        size_threshold=64,
    )
    ARRAYS['external'] = ARRAYS['resnet-kept']


def types():
    """One matrix in every element type and in both ways to write it."""
    numbers = [0.5, -1.25, 3, 2.0**-10, 1000, 0]
    whole = [0, 1, 7, 100, 2, 3]
    tensors = []
    for name, kind, values in [
        ('float32', TensorProto.FLOAT, numbers),
        ('float64', TensorProto.DOUBLE, numbers),
        ('float16', TensorProto.FLOAT16, numbers),
        ('bfloat16', TensorProto.BFLOAT16, numbers),
        ('int64', TensorProto.INT64, [-1, 2**40, -(2**40), 5, 6, 7]),
        ('int32', TensorProto.INT32, [-1, 2**31 - 1, -(2**31), 5, 6, 7]),
        ('int8', TensorProto.INT8, [-128, 127, 0, 1, 2, 3]),
        ('uint8', TensorProto.UINT8, whole),
        ('bool', TensorProto.BOOL, [0, 1, 1, 0, 0, 1]),
    ]:
        tensor = helper.make_tensor(name, kind, [2, 3], values)
        tensors.append(tensor)
        if name != 'bfloat16':
            tensors.append(numpy_helper.from_array(numpy_helper.to_array(tensor), f'{name}-raw'))
    value = helper.make_tensor_value_info('x', TensorProto.FLOAT, [1])
    result = helper.make_tensor_value_info('y', TensorProto.FLOAT, [1])
    graph = helper.make_graph([helper.make_node('Identity', ['x'], ['y'])], 'types', [value], [result], tensors)
    onnx.save(helper.make_model(graph), str(OUT / 'types.onnx'))


def main():
    OUT.mkdir(parents=True, exist_ok=True)
    export('resnet-folded', ResNet())
    export('resnet-kept', ResNet(), keep=True)
    export('resnet-grey', ResNet(1), channels=1, dynamic=False, opset_version=9)
    export('preact-folded', PreActNet())
    export('preact-kept', PreActNet(), keep=True)
    export('mobile', MobileNet())
    export('squeeze', SqueezeNet(), channels=1)
    export('flat', Flat())
    export('flat-static', Flat(), dynamic=False, opset_version=11)
    pools()
    keras_like()
    external()
    types()
    ARRAYS['x1'] = picture(1).numpy()
    ARRAYS['x3'] = picture(3).numpy()
    numpy.savez_compressed(OUT / 'logits.npz', **ARRAYS)


if __name__ == '__main__':
    main()
