"""Writes tests/fixtures/*: tiny checkpoints made by the real PyTorch, whose numbers can be checked by hand.

Run with a Python that has PyTorch (1.13 made the committed files) and NumPy:

    python3 scripts/make-fixtures.py

Legacy files hold storage keys that are memory addresses, so a new run changes their bytes, not their meaning.
"""

import argparse
import collections
import os
import pickle
import struct
from pathlib import Path

import numpy
import torch

OUT = Path(__file__).resolve().parent.parent / 'tests' / 'fixtures'
LEGACY = dict(_use_new_zipfile_serialization=False)


def ramp(*shape, dtype=torch.float32):
    """0, 0.5, 1, 1.5, ... in row-major order."""
    count = int(numpy.prod(shape))
    return (torch.arange(count, dtype=torch.float64) * 0.5).reshape(shape).to(dtype)


def tiny_state():
    state = collections.OrderedDict()
    state['conv1.weight'] = ramp(2, 1, 1, 3)
    state['bn1.weight'] = torch.tensor([1.0, -2.0])
    state['bn1.num_batches_tracked'] = torch.tensor(782)
    return state


class Net(torch.nn.Module):
    def __init__(self):
        super().__init__()
        self.linear = torch.nn.Linear(2, 1)

    def forward(self, x):
        return self.linear(x)


class Evil:
    def __reduce__(self):
        return (os.system, ('echo this must never run',))


def save(name, value, **options):
    torch.save(value, OUT / name, **options)


def plain():
    save('bare-zip.pth', tiny_state())
    save('bare-legacy.pth', tiny_state(), **LEGACY)
    save('protocol4-zip.pth', tiny_state(), pickle_protocol=4)
    save('protocol4-legacy.pth', tiny_state(), pickle_protocol=4, **LEGACY)
    save('no-tensors.pth', {'epoch': 3, 'history': [0.5]})


def types():
    state = collections.OrderedDict()
    for name in 'float64 float16 bfloat16'.split():
        state[name] = torch.tensor([0.5, -1.25, 65504.0, 2.0**-24], dtype=torch.float64).to(getattr(torch, name))
    state['int64'] = torch.tensor([0, -1, 2**40, -(2**40)])
    for name, low, high in (('int32', -(2**31), 2**31 - 1), ('int16', -(2**15), 2**15 - 1), ('int8', -128, 127)):
        state[name] = torch.tensor([low, high, 7, 0], dtype=getattr(torch, name))
    state['uint8'] = torch.tensor([0, 255, 7, 0], dtype=torch.uint8)
    state['bool'] = torch.tensor([True, False, True, True])
    save('dtypes-zip.pth', state)
    save('dtypes-legacy.pth', state, **LEGACY)


def windows():
    base = ramp(4, 3)
    state = collections.OrderedDict()
    state['whole'] = base
    state['transposed'] = base.t()  # strides 1, 3
    state['window'] = base[1:3, 1:]  # offset 4, rows 3 apart
    state['every_other'] = base.reshape(-1)[::2]
    state['repeated'] = torch.tensor([7.0]).expand(3)  # stride 0
    state['scalar'] = torch.tensor(2.5)
    state['empty'] = torch.zeros(0, 3)
    save('windows-zip.pth', state)
    save('windows-legacy.pth', state, **LEGACY)


def wrappers():
    model = Net()
    with torch.no_grad():
        model.linear.weight.copy_(torch.tensor([[1.0, 2.0]]))
        model.linear.bias.fill_(3.0)
    optimizer = torch.optim.SGD(model.parameters(), lr=0.1, momentum=0.9)
    model(torch.ones(1, 2)).sum().backward()
    weights = collections.OrderedDict((key, value.clone()) for key, value in model.state_dict().items())
    optimizer.step()
    full = {
        'epoch': 9,
        'optimizer': optimizer.state_dict(),
        'state_dict': weights,
        'clean_acc': 0.875,
        'bad_acc': numpy.float64(0.25),
        'img_size': [32, 32, 3],
        'arch': 'tiny',
        'best': float('nan'),
        'opt': argparse.Namespace(lr=0.1, attack='badnets'),
    }
    save('wrapped-zip.pth', full)
    save('wrapped-legacy.pth', full, **LEGACY)
    save('optimizer-only.pth', optimizer.state_dict())
    parallel = collections.OrderedDict((f'module.{key}', value) for key, value in weights.items())
    save('nested-module.pth', {'model': {'state_dict': parallel}, 'num_classes': 10})
    partly = collections.OrderedDict(weights)
    partly['module.extra'] = torch.tensor([4.0])
    save('partly-module.pth', {'net': partly, 'acc': 91.5, 'epoch': 3})
    parameters = {'linear.weight': torch.nn.Parameter(torch.tensor([[1.0, 2.0]]))}
    save('parameter.pth', {'weights': parameters, 'optimizerC': {'state': {0: {'momentum_buffer': torch.ones(9)}}}})
    grids = {'netC': weights, 'identity_grid': torch.zeros(1, 2, 2, 2), 'noise_grid': torch.ones(1, 2, 2, 2)}
    save('loose-tensors.pth', grids)
    save('whole-module-zip.pth', model)
    save('whole-module-legacy.pth', model, **LEGACY)


def hostile():
    save('evil-zip.pth', {'state_dict': tiny_state(), 'epoch': Evil()})
    save('evil-legacy.pth', {'state_dict': tiny_state(), 'epoch': Evil()}, **LEGACY)
    save('prototype-keys.pth', {'__proto__': torch.tensor([1.0]), 'constructor': torch.tensor([2.0])})


def pickles():
    """Bare pickles of every protocol, for the unpickler alone."""
    value = {
        'small': 1,
        'minus': -2,
        'large': 2**70,
        'minus_large': -(2**70),
        'half': 0.5,
        'yes': True,
        'none': None,
        'text': 'gr\u00fcn \u2713 \U0001f600',
        'list': [1, [2, 3], (4,)],
        'tuple': (1, 2, 3, 4),
        7: {'__proto__': 'a key'},
    }
    for protocol in range(6):
        (OUT / f'plain-{protocol}.pkl').write_bytes(pickle.dumps(value, protocol=protocol))


def arrays():
    numpy.savez_compressed(
        OUT / 'arrays.npz',
        f4=numpy.arange(6, dtype='<f4').reshape(2, 3) / 2,
        f8=numpy.array([0.1, -1e300]),
        f2=numpy.array([0.5, -2.0], dtype='<f2'),
        u1=numpy.array([0, 255], dtype='u1'),
        i1=numpy.array([-128, 127], dtype='i1'),
        i2=numpy.array([-32768, 7], dtype='<i2'),
        i4=numpy.array([-(2**31), 7], dtype='<i4'),
        i8=numpy.array([-(2**40), 2**40]),
        b1=numpy.array([True, False]),
        scalar=numpy.array(2.5),
        big=numpy.array([1.5, -3.0], dtype='>f4'),
        big_i8=numpy.array([-(2**40), 3], dtype='>i8'),
        fortran=numpy.asfortranarray(numpy.arange(24, dtype='<i4').reshape(2, 3, 4)),
    )
    numpy.save(OUT / 'unicode.npy', numpy.array(['text']))
    numpy.save(OUT / 'ramp.npy', numpy.arange(3, dtype='<f4'))


def images():
    """Three CIFAR-10 records; pixel p of plane c has the value (p + 50 * c) mod 256."""
    planes = bytes((p + 50 * c) % 256 for c in range(3) for p in range(1024))
    (OUT / 'three.bin').write_bytes(b''.join(struct.pack('B', label) + planes for label in (3, 0, 9)))


if __name__ == '__main__':
    OUT.mkdir(parents=True, exist_ok=True)
    for make in (plain, types, windows, wrappers, hostile, pickles, arrays, images):
        make()
    for file in sorted(OUT.iterdir()):
        assert file.stat().st_size < 20_000, file
        print(f'{file.stat().st_size:6d} {file.name}')
