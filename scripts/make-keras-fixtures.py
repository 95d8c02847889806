"""Writes the networks of tests/fixtures/keras/*/model.json as Keras files, in the dialects of Keras 2 and Keras 3.

Keras itself is not needed: the files are laid out as its sources lay them out (Keras 2: saving/legacy/hdf5_format.py,
Keras 3: src/saving/saving_lib.py and src/legacy/saving/legacy_h5_format.py).

    npx tsx scripts/make-keras-fixtures.ts && /usr/bin/python3 scripts/make-keras-fixtures.py

Files of HDF5 and zip hold times, so a new run changes their bytes, not their meaning.
"""

import copy
import io
import json
import re
import zipfile
from pathlib import Path

import h5py
import numpy

OUT = Path(__file__).resolve().parent.parent / 'tests' / 'fixtures' / 'keras'
MODELS = ('Model', 'Functional', 'Sequential')


def read_weights(folder):
    manifest = json.loads((folder / 'model.json').read_text())['weightsManifest']
    values = {}
    for group in manifest:
        data = b''.join((folder / path).read_bytes() for path in group['paths'])
        at = 0
        for spec in group['weights']:
            count = int(numpy.prod(spec['shape']))
            values[spec['name']] = numpy.frombuffer(data, '<f4', count, at).reshape(spec['shape'])
            at += 4 * count
    return values


def own_weights(layer, values):
    """A layer's tensors: trained ones first, as Keras lists them."""
    names = [name for name in values if name.startswith(f"{layer['config']['name']}/")]
    return sorted(names, key=lambda name: 'moving' in name)


def all_weights(layer, values):
    if layer['class_name'] not in MODELS:
        return own_weights(layer, values)
    inner = [name for each in layer['config']['layers'] for name in all_weights(each, values)]
    return sorted(inner, key=lambda name: 'moving' in name)


def write_listed(group, model, values, suffix, split=False):
    """Keras 2: groups with lists of names."""
    layers = model['config']['layers']
    names = [layer['config']['name'].encode() for layer in layers]
    if split:
        # As Keras does with lists that do not fit an object header.
        group.attrs['layer_names0'] = names[:2]
        group.attrs['layer_names1'] = names[2:]
    else:
        group.attrs['layer_names'] = names
    group.attrs['backend'] = b'tensorflow'
    group.attrs['keras_version'] = b'2.11.0'
    for layer in layers:
        names = all_weights(layer, values)
        each = group.create_group(layer['config']['name'])
        each.attrs['weight_names'] = [f'{name}{suffix}'.encode() for name in names]
        for name in names:
            each.create_dataset(f'{name}{suffix}', data=values[name])


def snake(name):
    name = re.sub(r'(.)([A-Z][a-z]+)', r'\1_\2', re.sub(r'\W+', '', name))
    return re.sub(r'([a-z])([A-Z])', r'\1_\2', name).lower()


def write_numbered(group, model, values, labelled):
    """Keras 3: layers by class, variables by number."""
    used = {}
    for layer in model['config']['layers']:
        kind = snake('Functional' if layer['class_name'] == 'Model' else layer['class_name'])
        used[kind] = used.get(kind, -1) + 1
        each = group.create_group(f"layers/{kind}{'_%d' % used[kind] if used[kind] else ''}")
        variables = each.create_group('vars')
        if labelled:
            variables.attrs['name'] = layer['config']['name']
        if layer['class_name'] in MODELS:
            write_numbered(each, layer, values, labelled)
            continue
        for number, name in enumerate(own_weights(layer, values)):
            variables[str(number)] = values[name]


def tensor_of(layer, node, tensor):
    history = {'shape': [None], 'dtype': 'float32', 'keras_history': [layer, node, tensor]}
    return {'class_name': '__keras_tensor__', 'config': history}


def keras3(layer):
    """The same layer as Keras 3 describes it."""
    kind = 'Functional' if layer['class_name'] == 'Model' else layer['class_name']
    layer = copy.deepcopy(layer)
    config = layer['config']
    shape = config.pop('batch_input_shape', None)
    config['dtype'] = {'module': 'keras', 'class_name': 'DTypePolicy', 'config': {'name': 'float32'}, 'registered_name': None}
    if kind == 'InputLayer':
        config['batch_shape'] = shape
    if kind == 'LeakyReLU':
        config['negative_slope'] = config.pop('alpha')
    if kind in MODELS:
        first = config['layers'][0]
        if kind == 'Sequential' and first['class_name'] != 'InputLayer':
            input_config = {'name': 'input_layer', 'batch_input_shape': first['config']['batch_input_shape']}
            config['layers'].insert(0, {'class_name': 'InputLayer', 'config': input_config})
        config['layers'] = [keras3(each) for each in config['layers']]
    out = {'module': 'keras.layers', 'class_name': kind, 'config': config, 'registered_name': None}
    if 'name' in layer:
        out['name'] = layer['name']
    if 'inbound_nodes' in layer:
        out['inbound_nodes'] = []
        for node in layer['inbound_nodes']:
            tensors = [tensor_of(*reference[:3]) for reference in node]
            args = tensors if len(tensors) == 1 else [tensors]
            out['inbound_nodes'].append({'args': args, 'kwargs': {}})
    return out


def main():
    for name in ('plain-stack', 'functional', 'nested', 'small', 'small-functional'):
        folder = OUT / name
        topology = json.loads((folder / 'model.json').read_text())['modelTopology']
        values = read_weights(folder)
        model = {'class_name': topology['class_name'], 'config': topology['config']}
        with h5py.File(folder / 'keras2.h5', 'w') as file:
            file.attrs['keras_version'] = b'2.11.0'
            file.attrs['backend'] = b'tensorflow'
            file.attrs['model_config'] = json.dumps(model).encode()
            write_listed(file.create_group('model_weights'), model, values, ':0')
            file.create_group('optimizer_weights').attrs['weight_names'] = [b'Adam/iter:0']
        with h5py.File(folder / 'keras2.weights.h5', 'w') as file:
            write_listed(file, model, values, ':0', split=name == 'small-functional')
        memory = io.BytesIO()
        with h5py.File(memory, 'w') as file:
            write_numbered(file, model, values, name == 'functional')
        (folder / 'keras3.weights.h5').write_bytes(memory.getvalue())
        with zipfile.ZipFile(folder / 'keras3.keras', 'w') as file:
            file.writestr('metadata.json', json.dumps({'keras_version': '3.6.0', 'date_saved': '2026-01-01@00:00:00'}))
            file.writestr('config.json', json.dumps(keras3(model)))
            file.writestr('model.weights.h5', memory.getvalue())


main()
