"""Writes tests/fixtures/keras/weights-alone: weights of PyTorch networks as Keras's `save_weights` lays them out, and PyTorch's logits.

Keras itself is not needed: the layouts are those of its sources (see make-keras-fixtures.py). The networks and their made-up weights
are those of make-architecture-goldens.py. Run with a Python that has PyTorch, torchvision and h5py:

    python3 scripts/make-keras-weights-fixtures.py

Files of HDF5 hold times, so a new run changes their bytes, not their meaning.
"""

import importlib.util
import json
from pathlib import Path

import h5py
import numpy
from torch import nn

HERE = Path(__file__).resolve().parent
OUT = HERE.parent / 'tests' / 'fixtures' / 'keras' / 'weights-alone'
BATCH_NORM = {'weight': 'gamma', 'bias': 'beta', 'running_mean': 'moving_mean', 'running_var': 'moving_variance'}


def networks():
    spec = importlib.util.spec_from_file_location('goldens', HERE / 'make-architecture-goldens.py')
    module = importlib.util.module_from_spec(spec)
    spec.loader.exec_module(module)
    return module


def kernel(module, flattened):
    values = module.weight.detach().numpy()
    if values.ndim == 4:
        return values.transpose(2, 3, 1, 0)
    if flattened is not None:
        # Keras flattens a map with its channels last.
        values = values.reshape(len(values), *flattened).transpose(0, 2, 3, 1).reshape(len(values), -1)
    return values.T


def layers_of(net, flattened):
    """Class, and tensors by Keras's names, of every layer with weights, in PyTorch's order."""
    layers = []
    for path, module in net.named_modules():
        state = {name: value.numpy() for name, value in module.state_dict().items()}
        if isinstance(module, nn.BatchNorm2d):
            layers.append((path, 'batch_normalization', [(keras, state[torch]) for torch, keras in BATCH_NORM.items()]))
        elif isinstance(module, (nn.Conv2d, nn.Linear)):
            kind = 'conv2d' if isinstance(module, nn.Conv2d) else 'dense'
            bias = [] if module.bias is None else [('bias', state['bias'])]
            layers.append((path, kind, [('kernel', kernel(module, flattened)), *bias]))
    return layers


def as_keras_lists(layers):
    """A functional model lists layers by their distance from the end: the branches of a block take turns."""
    listed = list(layers)
    for at, (path, _, _) in enumerate(layers):
        if path.endswith('shortcut.0'):
            # conv1 bn1 conv2 bn2 shortcut.0 shortcut.1
            listed[at - 1], listed[at] = layers[at], layers[at - 1]
    return [(kind, tensors) for _, kind, tensors in listed]


def numbered(layers):
    used = {}
    for kind, tensors in layers:
        used[kind] = used.get(kind, -1) + 1
        yield f"{kind}{'_%d' % used[kind] if used[kind] else ''}", tensors


def write_keras2(path, layers):
    with h5py.File(path, 'w') as file:
        file.attrs['layer_names'] = [b'input_1', *(name.encode() for name, _ in numbered(layers))]
        file.attrs['backend'] = b'tensorflow'
        file.attrs['keras_version'] = b'2.11.0'
        file.create_group('input_1').attrs['weight_names'] = []
        for name, tensors in numbered(layers):
            group = file.create_group(name)
            group.attrs['weight_names'] = [f'{name}/{word}:0'.encode() for word, _ in tensors]
            for word, values in tensors:
                group.create_dataset(f'{name}/{word}:0', data=numpy.ascontiguousarray(values))


def write_keras3(path, layers):
    with h5py.File(path, 'w') as file:
        for name, tensors in numbered(layers):
            variables = file.create_group(f'layers/{name}/vars')
            for number, (_, values) in enumerate(tensors):
                variables[str(number)] = numpy.ascontiguousarray(values)


def main():
    goldens = networks()
    nets = {
        'resnet18': (goldens.ResNet(goldens.Residual, [2, 2, 2, 2], 2, 7), None),
        'vgg-elu': (goldens.VggElu(2, 5), (8, 4, 4)),
    }
    OUT.mkdir(exist_ok=True)
    answers = {}
    for name, (net, flattened) in nets.items():
        answers[name] = goldens.logits_of(net, 3, 32)
        goldens.fill(net)
        layers = as_keras_lists(layers_of(net, flattened))
        write_keras2(OUT / f'{name}.keras2.h5', layers)
        write_keras3(OUT / f'{name}.keras3.weights.h5', layers)
    (OUT / 'logits.json').write_text(json.dumps(answers, indent=1) + '\n')


main()
