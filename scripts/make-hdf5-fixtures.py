"""Writes tests/fixtures/keras/hdf5-*.h5: one small file for each way HDF5 keeps groups, attributes and numbers, made by h5py.

    /usr/bin/python3 scripts/make-hdf5-fixtures.py
"""

from pathlib import Path

import h5py
import numpy

OUT = Path(__file__).resolve().parent.parent / 'tests' / 'fixtures' / 'keras'


def ramp(*shape, dtype='<f4'):
    """0, 0.5, 1, 1.5, ... in row-major order."""
    return (numpy.arange(numpy.prod(shape)) * 0.5).reshape(shape).astype(dtype)


def content(file):
    """The same content under every setting of the library; the tests know it by heart."""
    file.attrs['words'] = 'läuft'
    file.attrs['names'] = ['conv', 'bn']
    file.attrs['fixed'] = numpy.array([b'ab', b'cde'])
    file.attrs['count'] = numpy.int64(3)
    file.attrs['numbers'] = numpy.array([1.5, -2.0])
    file.attrs['nothing'] = numpy.array([], dtype='S1')
    group = file.create_group('outer').create_group('inner')
    group.create_dataset('plain', data=ramp(2, 3))
    group.create_dataset('empty', data=numpy.zeros((0, 4), '<f4'))
    group.create_dataset('scalar', data=numpy.float32(7))
    group.create_dataset('packed', data=ramp(5, 7), chunks=(2, 3), compression='gzip', shuffle=True, fletcher32=True)
    group.create_dataset('pieces', data=ramp(5, 7), chunks=(2, 3))
    group.create_dataset('single', data=ramp(4, 4), chunks=(4, 4), compression='gzip')
    types = file.create_group('types')
    values = numpy.array([1, -2.5, 1024])
    for code in '<f2 >f2 <f4 >f4 <f8 >f8'.split():
        types.create_dataset(code.replace('<', 'little-').replace('>', 'big-'), data=values.astype(code))
    for code in 'i1 i2 i4 i8'.split():
        types.create_dataset(f'little-{code}', data=numpy.array([1, -2, 100]).astype(f'<{code}'))
        types.create_dataset(f'big-{code}', data=numpy.array([1, -2, 100]).astype(f'>{code}'))
    for code, most in (('u1', 255), ('u2', 65535), ('u4', 2**32 - 2**8), ('u8', 2**40)):
        types.create_dataset(f'little-{code}', data=numpy.array([1, most]).astype(f'<{code}'))
    types.create_dataset('truth', data=numpy.array([True, False]))


def little(file):
    """A bit of everything: the seed of damaged files."""
    file.attrs['words'] = 'ab'
    file.attrs['names'] = ['conv', 'bn']
    file.attrs['numbers'] = numpy.array([1.5, -2.0])
    for i in range(12):
        file.create_dataset(f'd{i}', data=numpy.float32(i))
    file.create_dataset('packed', data=ramp(3, 5), chunks=(2, 3), compression='gzip', shuffle=True)


def many(file):
    """More members and attributes than fit a header."""
    for i in range(300):
        file.create_dataset(f'member_{i}', data=numpy.float32(i))
    group = file.create_group('attributes')
    for i in range(60):
        group.attrs[f'attribute_{i}'] = f'value {i}'


def main():
    OUT.mkdir(parents=True, exist_ok=True)
    for name, options in {
        'earliest': dict(libver='earliest'),
        'latest': dict(libver='latest'),
        'ordered': dict(libver='earliest', track_order=True),
    }.items():
        with h5py.File(OUT / f'hdf5-{name}.h5', 'w', **options) as file:
            content(file)
        with h5py.File(OUT / f'hdf5-{name}-small.h5', 'w', **options) as file:
            little(file)
        with h5py.File(OUT / f'hdf5-{name}-many.h5', 'w', **options) as file:
            many(file)
    with h5py.File(OUT / 'hdf5-compact.h5', 'w', libver='latest') as file:
        space = h5py.h5s.create_simple((2, 3))
        settings = h5py.h5p.create(h5py.h5p.DATASET_CREATE)
        settings.set_layout(h5py.h5d.COMPACT)
        dataset = h5py.h5d.create(file.id, b'compact', h5py.h5t.IEEE_F32LE, space, settings)
        dataset.write(h5py.h5s.ALL, h5py.h5s.ALL, ramp(2, 3))
    # Only the tables of a large file: its numbers start at byte 2048.
    large = OUT / 'hdf5-large.h5'
    with h5py.File(large, 'w') as file:
        file.create_dataset('large', data=numpy.zeros(3 * 2**20, '<f4'))
        start = file['large'].id.get_offset()
    if start != 2048:
        raise RuntimeError(f'the numbers start at {start}')
    large.write_bytes(large.read_bytes()[:2048])
    with h5py.File(OUT / 'hdf5-unread.h5', 'w', libver='latest') as file:
        file.create_dataset('growing', data=ramp(4), maxshape=(None,), chunks=(2,))
        file.create_dataset('lzf', data=ramp(64), compression='lzf')
        file.create_dataset('compound', data=numpy.zeros(2, [('a', '<f4'), ('b', '<i4')]))
        file.create_dataset('unwritten', (100,), '<f4', chunks=(10,))
        file['soft'] = h5py.SoftLink('/growing')


main()
