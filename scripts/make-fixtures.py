"""Writes tests/fixtures/*: tiny checkpoints made by the real PyTorch, whose numbers can be checked by hand.

Run with a Python that has PyTorch (1.13 made the committed files), NumPy and Pillow:

    python3 scripts/make-fixtures.py            # all of them
    python3 scripts/make-fixtures.py attacks    # only those of one function below

Legacy files hold storage keys that are memory addresses, so a new run changes their bytes, not their meaning.
"""

import argparse
import collections
import os
import pathlib
import pickle
import struct
import sys
from pathlib import Path

import numpy
import torch
from PIL import Image

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


def linear_state(scale=1.0):
    weight = torch.tensor([[1.0, 2.0]]) * scale
    return collections.OrderedDict([('linear.weight', weight), ('linear.bias', torch.tensor([3.0]) * scale)])


def producers():
    """What the training scripts of the field save beside the weights (spec 6.2)."""
    generator = collections.OrderedDict((f'convblock_down_{i}.conv2d.weight', torch.zeros(1)) for i in range(6))
    optimizer = torch.optim.SGD(Net().parameters(), lr=0.1, momentum=0.9)
    schedule = torch.optim.lr_scheduler.MultiStepLR(optimizer, [100, 200])
    iab = {'netC': linear_state(), 'netG': generator, 'netM': generator, 'optimizerC': optimizer.state_dict()}
    iab['schedulerC'] = schedule.state_dict()
    iab['opt'] = argparse.Namespace(data_root=pathlib.PurePosixPath('/data'))
    save('iab.pth', {**iab, 'best_acc_clean': torch.tensor(94.5), 'epoch': 600})
    lira = {'atkmodel': generator, 'netC': linear_state(), 'optimizerC': optimizer.state_dict()}
    save('lira-2.pth', {**lira, 'clean_schedulerC': schedule, 'best_clean_acc': 0.9})
    save('lira-1.pth', {'atkmodel': generator, 'clsmodel': linear_state(), 'tgtoptimizer': optimizer.state_dict()})
    save('only-generators.pth', {'netG': generator, 'netM': generator})
    save('anp-nested.pth', {'state_dict': {'state_dict': linear_state()}})
    bigger = collections.OrderedDict(linear_state(9.0), extra=torch.zeros(1))
    save('averaged.pth', {'model_ema': bigger, 'teacher': bigger, 'student': linear_state()})
    save('only-averaged.pth', {'ema': linear_state()})
    save('model-list.pth', {'models': [linear_state(), linear_state(2.0)], 'epoch': 1})
    save('optimizer-first.pth', [optimizer.state_dict(), {'net': linear_state()}])
    tied = torch.tensor([[1.0, 2.0]])
    save('tied.pth', {'state_dict': {'encoder': tied, 'decoder': tied, 'row': tied[0]}})


def exact():
    """Numbers that a float32 cannot hold."""
    state = collections.OrderedDict()
    state['int64'] = torch.tensor([2**53 + 1, -(2**63), 2**63 - 1])
    state['float64'] = torch.tensor([0.1, 1e300], dtype=torch.float64)
    state['int32'] = torch.tensor([2**31 - 1], dtype=torch.int32)
    state['strided'] = torch.tensor([[2**53 + 1, 1], [2, 3]]).t()
    state['counter'] = torch.tensor(782)
    save('exact.pth', state)
    arrays = {name: tensor.numpy() for name, tensor in state.items()}
    arrays['fortran'] = numpy.asfortranarray(arrays['strided'])
    arrays['big'] = arrays['int64'].astype('>i8')
    numpy.savez(OUT / 'exact.npz', **arrays)


def strange():
    """Files that are refused with words of their own."""
    save('quantised.pth', {'a': torch.zeros(1), 'fc.weight': torch.quantize_per_tensor(torch.ones(2), 0.5, 0, torch.qint8)})
    dynamic = torch.ao.quantization.quantize_dynamic(Net(), {torch.nn.Linear}, dtype=torch.qint8)
    save('quantised-dynamic.pth', dynamic.state_dict())
    save('sparse.pth', {'state_dict': {'a': torch.zeros(1), 'fc.weight': torch.eye(2).to_sparse()}})
    save('sparse-csr.pth', {'fc.weight': torch.eye(2).to_sparse_csr()})
    save('complex.pth', {'fc.weight': torch.zeros(2, dtype=torch.complex64)})
    torch.jit.save(torch.jit.script(Net()), str(OUT / 'script.pt'))
    save('whole-module-wrapped.pth', {'epoch': 1, 'net': Net(), 'state_dict': linear_state()})
    numpy.savez(OUT / 'objects.npz', fine=numpy.zeros(1), bad=numpy.array([{}, None], dtype=object))


def poisoned_set(entries, folder=None):
    """What `retrieve_state` of BackdoorBench's data set answers with."""
    kept = numpy.array(sorted(entries), dtype=numpy.int64)
    indicator = numpy.zeros(8)
    indicator[list(entries)] = 1
    return {
        'bd_data_container': {'save_folder_path': folder, 'data_dict': entries, 'save_file_format': '.png'},
        'getitem_all': True,
        'getitem_all_switch': False,
        'original_index_array': kept,
        'poison_indicator': indicator,
        'save_folder_path': folder,
    }


def picture(value, mode='RGB'):
    """2 x 3 pixels: value, value + 1, ..."""
    channels = len(mode)
    pixels = numpy.arange(value, value + 6 * channels, dtype=numpy.uint8).reshape(2, 3, channels)
    return Image.fromarray(pixels.squeeze(), mode)


def attacks():
    """BackdoorBench's attack_result.pt and defense_result.pt."""
    facts = {'model_name': 'preactresnet18', 'num_classes': 10, 'model': linear_state(), 'data_path': '../data/cifar10'}
    facts.update(img_size=[32, 32, 3], clean_data='cifar10')
    folder = '../record/badnet_0_1/bd_test_dataset'
    disk = {i: {'path': f'{folder}/{i % 10}/{i}.png', 'other_info': [0, i]} for i in (2, 5, 7)}
    save('attack-disk.pt', {**facts, 'bd_train': None, 'bd_test': poisoned_set(disk, folder)})
    memory = {i: (picture(10 * i), numpy.int64(3), i) for i in (1, 4)}
    save('attack-memory.pt', {**facts, 'bd_train': poisoned_set(memory), 'bd_test': poisoned_set(memory)})
    save('attack-memory-protocol5.pt', {**facts, 'bd_train': None, 'bd_test': poisoned_set(memory)}, pickle_protocol=5)
    save('attack-memory-legacy.pt', {**facts, 'bd_train': None, 'bd_test': poisoned_set(memory)}, **LEGACY)
    grey = {i: (picture(i, 'L'), (i + 1) % 8, i) for i in range(8)}
    save('attack-all-to-all.pt', {**facts, 'bd_train': None, 'bd_test': poisoned_set(grey)})
    save('defense.pt', {'model_name': 'vgg19_bn', 'num_classes': 43, 'model': linear_state()})


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
    makers = (plain, types, windows, wrappers, producers, exact, strange, attacks, hostile, pickles, arrays, images)
    for make in makers:
        if len(sys.argv) == 1 or make.__name__ in sys.argv[1:]:
            make()
    for file in sorted(OUT.iterdir()):
        assert file.stat().st_size < 20_000, file
        print(f'{file.stat().st_size:6d} {file.name}')
