"""Writes tests/fixtures/images/*: tiny picture sets made by Pillow, NumPy, pickle and tarfile, and what Pillow makes of them.

    python3 scripts/make-image-fixtures.py

Pillow 9.4 and NumPy 1.24 made the committed files. A new run writes the same bytes with the same versions.
"""

import gzip
import io
import json
import pickle
import shutil
import struct
import tarfile
import zipfile
import zlib
from pathlib import Path

import numpy
from PIL import Image, ImageCms

OUT = Path(__file__).resolve().parent.parent / 'tests' / 'fixtures' / 'images'


def picture(height, width, seed, channels=3):
    """Smooth colours with some noise: JPEG and WebP keep it well, resampling has something to do."""
    draw = numpy.random.default_rng(seed)
    row, column = numpy.mgrid[0:height, 0:width]
    planes = [
        128 + 100 * numpy.sin((row * (c + 1) + column * (3 - c)) / 4 + seed + c) + draw.normal(0, 8, (height, width))
        for c in range(channels)
    ]
    values = numpy.clip(numpy.stack(planes, -1), 0, 255).astype(numpy.uint8)
    return values if channels > 1 else values[:, :, 0]


def write(name, data):
    path = OUT / name
    path.parent.mkdir(parents=True, exist_ok=True)
    path.write_bytes(data)
    return data


def encoded(image, kind, **options):
    out = io.BytesIO()
    image.save(out, kind, **options)
    return out.getvalue()


def png_chunk(kind, data):
    return struct.pack('>I', len(data)) + kind + data + struct.pack('>I', zlib.crc32(kind + data))


def hand_made_png(values, depth, colour_type, palette=b'', interlaced=False):
    """Depths and orders that Pillow does not write: `values` is height x width (x channels), filters are left out."""
    steps = [(0, 0, 8, 8), (0, 4, 8, 8), (4, 0, 8, 4), (0, 2, 4, 4), (2, 0, 4, 2), (0, 1, 2, 2), (1, 0, 2, 1)]
    rows = b''
    for top, left, down, right in steps if interlaced else [(0, 0, 1, 1)]:
        part = values[top::down, left::right]
        for row in part if part.size else []:
            bits = ''.join(format(value, f'0{depth}b') for value in row.ravel())
            bits += '0' * (-len(bits) % 8)
            rows += bytes([0, *(int(bits[i : i + 8], 2) for i in range(0, len(bits), 8))])
    height, width = values.shape[:2]
    header = struct.pack('>IIBBBBB', width, height, depth, colour_type, 0, 0, interlaced)
    chunks = [(b'IHDR', header), (b'PLTE', palette), (b'IDAT', zlib.compress(rows)), (b'IEND', b'')]
    return b'\x89PNG\r\n\x1a\n' + b''.join(png_chunk(kind, data) for kind, data in chunks if data or kind == b'IEND')


def hand_made_bmp(values, masks):
    """A bitmap of 16 bits a pixel, top row first, with masks for red, green and blue."""
    height, width = values.shape
    rows = b''.join(row.astype('<u2').tobytes() + b'\0' * (-2 * width % 4) for row in values)
    header = struct.pack('<IiiHHIIiiII', 40, width, -height, 1, 16, 3, len(rows), 0, 0, 0, 0) + struct.pack('<III', *masks)
    return b'BM' + struct.pack('<IHHI', 14 + len(header) + len(rows), 0, 0, 14 + len(header)) + header + rows


def swapped_profile():
    """sRGB with red and blue exchanged: whoever applies it shows other colours."""
    profile = bytearray(ImageCms.ImageCmsProfile(ImageCms.createProfile('sRGB')).tobytes())
    profile[24:36] = bytes(12)  # when it was made
    red, blue = profile.find(b'rXYZ'), profile.find(b'bXYZ')
    profile[red : red + 4], profile[blue : blue + 4] = b'bXYZ', b'rXYZ'
    return bytes(profile)


def pictures():
    """One small picture in every format, and its pixels as Pillow decodes them."""
    colour = Image.fromarray(picture(7, 9, 1))
    grey = Image.fromarray(picture(7, 9, 2, channels=1))
    clear = Image.fromarray(numpy.dstack([picture(7, 9, 3), picture(7, 9, 4, channels=1)]), 'RGBA')
    palette = colour.quantize(8)
    turned = Image.Exif()
    turned[0x0112] = 6  # "turn me by a quarter": cameras write it, training code does not look at it
    levels = numpy.random.default_rng(10)
    cmyk = colour.convert('CMYK')
    profile = swapped_profile()
    deep = (picture(7, 9, 5).astype('>u2') * 257).tobytes()
    files = {
        'rgb.png': encoded(colour, 'PNG'),
        'grey.png': encoded(grey, 'PNG'),
        'clear.png': encoded(clear, 'PNG'),
        'palette.png': encoded(palette, 'PNG'),
        'one-bit.png': encoded(grey.convert('1'), 'PNG'),
        'grey-clear.png': encoded(clear.convert('LA'), 'PNG'),
        'clear-palette.png': encoded(palette, 'PNG', transparency=0),
        'clear-colour.png': encoded(colour, 'PNG', transparency=colour.getpixel((0, 0))),
        'profile.png': encoded(colour, 'PNG', icc_profile=profile),
        'two-bit.png': hand_made_png(levels.integers(0, 4, (7, 9)), 2, 0),
        'four-bit-palette.png': hand_made_png(levels.integers(0, 16, (7, 9)), 4, 3, palette=levels.bytes(48)),
        'deep.png': hand_made_png(levels.integers(0, 65536, (7, 9, 3)), 16, 2),
        'deep-grey.png': hand_made_png(levels.integers(0, 400, (7, 9)), 16, 0),
        'deep-grey-clear.png': hand_made_png(levels.integers(0, 65536, (7, 9, 2)), 16, 4),
        'interlaced.png': hand_made_png(picture(7, 9, 7), 8, 2, interlaced=True),
        'interlaced-bits.png': hand_made_png(levels.integers(0, 2, (7, 9)), 1, 0, interlaced=True),
        'rgb.bmp': encoded(colour, 'BMP'),
        'grey.bmp': encoded(grey, 'BMP'),
        'palette.bmp': encoded(palette, 'BMP'),
        'one-bit.bmp': encoded(grey.convert('1'), 'BMP'),
        'clear.bmp': encoded(clear, 'BMP'),
        'sixteen-bit.bmp': hand_made_bmp(levels.integers(0, 65536, (7, 9)), (0xF800, 0x07E0, 0x001F)),
        'rgb.jpg': encoded(colour, 'JPEG', quality=95),
        'turned.jpg': encoded(colour, 'JPEG', quality=95, exif=turned),
        'grey.jpg': encoded(grey, 'JPEG', quality=95),
        'progressive.jpg': encoded(colour, 'JPEG', quality=95, progressive=True),
        'full-colour.jpg': encoded(colour, 'JPEG', quality=95, subsampling=0),
        'half-colour.jpg': encoded(colour, 'JPEG', quality=75, subsampling=1, progressive=True),
        'profile.jpg': encoded(colour, 'JPEG', quality=95, icc_profile=profile),
        'printer.jpg': encoded(cmyk, 'JPEG', quality=95),
        'lossy.webp': encoded(colour, 'WEBP', quality=80),
        'lossless.webp': encoded(colour, 'WEBP', lossless=True),
        'clear.webp': encoded(clear, 'WEBP', lossless=True, exact=True),
        'lossy-clear.webp': encoded(clear, 'WEBP', quality=80),
        'rgb.ppm': encoded(colour, 'PPM'),
        'grey.pgm': encoded(grey, 'PPM'),
        'deep.ppm': b'P6\n# sixteen bits\n9 7\n65535\n' + deep,
        'text.ppm': b'P3 9\n7 # width, height\n255\n' + b' '.join(b'%d' % v for v in picture(7, 9, 6).ravel()) + b'\n',
        'text.pgm': b'P2\n3 2\n15\n0 1 2\n# a comment\n13 14 15\n',
    }
    expected = {}
    for name, data in files.items():
        write(f'formats/{name}', data)
        image = Image.open(io.BytesIO(data))
        if name != 'text.pgm':
            # What torchvision's ImageFolder does: opacity is dropped, profiles and orientation are left alone.
            expected[name.replace('.', '_')] = numpy.asarray(image.convert('RGB'))
    numpy.savez_compressed(OUT / 'formats' / 'expected.npz', **expected)


def resizing():
    """Pictures and what `Image.resize(size, BILINEAR)` makes of them."""
    cases = [(7, 9, 32, 32), (64, 48, 32, 32), (33, 100, 28, 28), (5, 5, 5, 5), (1, 1, 4, 3), (97, 3, 2, 41), (224, 150, 32, 40)]
    arrays = {}
    for number, (height, width, to_height, to_width) in enumerate(cases):
        for channels in (1, 3):
            values = picture(height, width, number, channels)
            if number == 1:  # hard edges, black and white
                values = (values > 128).astype(numpy.uint8) * 255
            out = Image.fromarray(values).resize((to_width, to_height), Image.BILINEAR)
            arrays[f'in_{number}_{channels}'] = values
            arrays[f'out_{number}_{channels}'] = numpy.asarray(out)
    arrays['luma_in'] = picture(16, 16, 9)
    arrays['luma_out'] = numpy.asarray(Image.fromarray(arrays['luma_in']).convert('L'))
    numpy.savez_compressed(OUT / 'resize.npz', **arrays)


class Python2Pickler(pickle._Pickler):
    """Writes protocol 2 as Python 2 did: `str`, which was bytes, as BINSTRING."""

    dispatch = dict(pickle._Pickler.dispatch)

    def save_str2(self, value):
        data = value if isinstance(value, bytes) else value.encode('latin1')
        head = b'U' + struct.pack('<B', len(data)) if len(data) < 256 else b'T' + struct.pack('<I', len(data))
        self.write(head + data)
        self.memoize(value)

    dispatch[str] = save_str2
    dispatch[bytes] = save_str2


def python2(value):
    out = io.BytesIO()
    Python2Pickler(out, protocol=2, fix_imports=True).dump(value)
    return out.getvalue()


def cifar_records(count, seed):
    draw = numpy.random.default_rng(seed)
    planes = numpy.stack([picture(32, 32, seed * 100 + i).transpose(2, 0, 1) for i in range(count)])
    return planes.reshape(count, 3072), draw.integers(0, 100, count)


def add(archive, name, data):
    entry = tarfile.TarInfo(name)
    entry.size = len(data)
    archive.addfile(entry, io.BytesIO(data))


def packed(files, **options):
    out = io.BytesIO()
    with tarfile.open(fileobj=out, mode='w', **options) as archive:
        for name, data in files.items():
            add(archive, name, data)
    return gzip.compress(out.getvalue(), mtime=0)


def cifar():
    """Batches of three images and their archives. Image i of batch b is `cifar_records(3, b)`."""
    expected, ten_binary, ten_python = {}, {}, {}
    for name, seed in (('data_batch_2', 2), ('data_batch_1', 1), ('test_batch', 7)):
        planes, fine = cifar_records(3, seed)
        labels = [int(v) % 10 for v in fine]
        expected[name] = {'labels': labels, 'sums': planes.sum(1).tolist(), 'first': planes[0, [0, 1024, 2048]].tolist()}
        ten_binary[f'cifar-10-batches-bin/{name}.bin'] = b''.join(
            bytes([label]) + row.tobytes() for label, row in zip(labels, planes)
        )
        ten_python[f'cifar-10-batches-py/{name}'] = python2(
            {'batch_label': f'batch {seed}', 'labels': labels, 'data': planes, 'filenames': ['a.png', 'b.png', 'c.png']}
        )
    names = 'plane automobile bird cat deer dog frog horse ship truck'.split()
    ten_binary['cifar-10-batches-bin/batches.meta.txt'] = ('\n'.join(names) + '\n\n').encode()
    ten_python['cifar-10-batches-py/batches.meta'] = python2({'num_cases_per_batch': 3, 'label_names': names, 'num_vis': 3072})
    write('cifar-10-binary.tar.gz', packed(ten_binary, format=tarfile.USTAR_FORMAT))
    write('cifar-10-python.tar.gz', packed(ten_python, format=tarfile.GNU_FORMAT))
    write('data_batch_1', ten_python['cifar-10-batches-py/data_batch_1'])
    planes, fine = cifar_records(3, 9)
    coarse = [v % 20 for v in fine.tolist()]
    expected['hundred'] = {'labels': fine.tolist(), 'sums': planes.sum(1).tolist(), 'first': planes[0, [0, 1024, 2048]].tolist()}
    hundred = {'filenames': ['a', 'b', 'c'], 'batch_label': 'all', 'fine_labels': fine.tolist(), 'coarse_labels': coarse, 'data': planes}
    write('cifar-100-train', python2(hundred))
    write('fortran-protocol-5', pickle.dumps({**hundred, 'data': numpy.asfortranarray(planes), 'fine_labels': fine}, 5))
    write('latin1-protocol-2', pickle.dumps({**hundred, 'data': planes}, 2))
    binary = b''.join(bytes([c, f]) + row.tobytes() for c, f, row in zip(coarse, fine.tolist(), planes))
    write('cifar-100.bin', binary)
    long = 'a-folder-with-a-long-name/' * 6 + 'cifar-100-binary/'
    write('cifar-100-long-names.tar.gz', packed({long + 'train.bin': binary, long + 'test.bin': binary[:3074]}, format=tarfile.PAX_FORMAT))
    write('cifar.json', json.dumps(expected, indent=1).encode())


def zipped(files):
    out = io.BytesIO()
    with zipfile.ZipFile(out, 'w', zipfile.ZIP_DEFLATED) as archive:
        for name, data in files.items():
            archive.writestr(zipfile.ZipInfo(name), data, zipfile.ZIP_DEFLATED)
    return out.getvalue()


def by_class():
    """A zip of pictures by class, of three kinds, with the clutter that systems add, and paths that try to get out."""
    files = {'__MACOSX/set/train/cat/._1.png': b'mac', 'set/.DS_Store': b'mac', 'set/readme.md': b'# hello'}
    for split, seed in (('train', 1), ('test', 5)):
        for label, name in enumerate(('cat', 'dog', 'ship')):
            files[f'set/{split}/{name}/1.png'] = encoded(Image.fromarray(picture(6, 8, seed + label)), 'PNG')
    files['set/train/cat/0.jpg'] = encoded(Image.fromarray(picture(6, 8, 8)), 'JPEG')
    files['set/train/dog/1.webp'] = encoded(Image.open(io.BytesIO(files.pop('set/train/dog/1.png'))), 'WEBP', lossless=True)
    write('by-class.zip', zipped(files))
    png = encoded(Image.fromarray(picture(6, 8, 1)), 'PNG')
    write('escaping.zip', zipped({'../../cat/x.png': png, '/etc/dog/y.png': png, '..\\..\\C:\\dog\\z.png': png}))


def traffic_signs():
    """The layout of the German traffic sign benchmark: class folders with tables, and a flat test folder."""
    head = 'Filename;Width;Height;Roi.X1;Roi.Y1;Roi.X2;Roi.Y2;ClassId\r\n'
    train = {}
    for label in (0, 1, 14):
        rows = ''
        for number in range(2):
            name, size = f'{number:05d}_00000.ppm', 20 + 5 * label % 7 + number
            train[f'Final_Training/Images/{label:05d}/{name}'] = encoded(Image.fromarray(picture(size, size, label + number)), 'PPM')
            rows += f'{name};{size};{size};2;2;{size - 3};{size - 3};{label}\r\n'
        train[f'Final_Training/Images/{label:05d}/GT-{label:05d}.csv'] = (head + rows).encode()
    write('gtsrb-training.zip', zipped(train))
    test = {f'Images/{i:05d}.ppm': encoded(Image.fromarray(picture(24, 22, i)), 'PPM') for i in range(3)}
    rows = ''.join(f'{i:05d}.ppm;22;24;2;2;19;19;{label}\r\n' for i, label in enumerate((16, 1, 38)))
    test['GT-final_test.csv'] = (head + rows).encode()
    write('gtsrb-test.zip', zipped(test))


def arrays():
    pictures = numpy.stack([picture(4, 5, i) for i in range(3)])
    labels = numpy.array([2, 0, 1])
    save = lambda name, **arrays: numpy.savez_compressed(OUT / name, **arrays)
    save('named.npz', x_train=pictures, y_train=labels, x_test=pictures[:1], y_test=labels[:1], note=numpy.array([1.5]))
    save('positional.npz', arr_0=pictures.transpose(0, 3, 1, 2), arr_1=numpy.eye(4)[labels])
    save('unit-floats.npz', images=(pictures / 255).astype(numpy.float32), labels=labels.astype(numpy.int32)[:, None])
    save('grey.npz', x=pictures[:, :, :, 0].astype(numpy.float64), y=labels.astype(numpy.uint8))
    save('normalised.npz', x=((pictures / 255 - 0.5) / 0.25).astype(numpy.float32), y=labels)
    save('unlabelled.npz', images=pictures)
    numpy.save(OUT / 'pictures.npy', numpy.asfortranarray(pictures))
    numpy.save(OUT / 'targets.npy', labels.astype('>i4'))
    numpy.save(OUT / 'expected.npy', pictures)


if __name__ == '__main__':
    shutil.rmtree(OUT, ignore_errors=True)
    OUT.mkdir(parents=True)
    pictures()
    (OUT / 'formats').mkdir(exist_ok=True)
    resizing()
    cifar()
    by_class()
    traffic_signs()
    arrays()
