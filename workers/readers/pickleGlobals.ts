import { FaultError } from '../protocol/faults';

/**
 * The closed list of Python names a checkpoint may mention. Each is data to us: a dict, a sequence, or an opaque
 * description of a call. It is the list that torch's own `weights_only` loader accepts, plus what the public RNP, ANP,
 * NAD, ABL, LIRA and BackdoorBench checkpoints hold beside their weights: inert containers, optimizers and schedules,
 * pictures, paths (spec 6.1, 6.2).
 */
type GlobalMeaning = 'dict' | 'sequence' | 'opaque';

/** The second half is only understood well enough to say that it is not read. */
const STORAGES = (
  'Float Double Half BFloat16 Long Int Short Char Byte Bool ' +
  'ComplexFloat ComplexDouble QInt8 QUInt8 QInt32 QUInt4x2 QUInt2x4'
)
  .split(' ')
  .flatMap((type) => [`torch.${type}Storage`, `torch.cuda.${type}Storage`]);

const DTYPES = (
  'float32 float64 float16 bfloat16 int64 int32 int16 int8 uint8 bool float double half long int short ' +
  'complex32 complex64 complex128 qint8 quint8 qint32 quint4x2 quint2x4 uint16 uint32 uint64 ' +
  'float8_e4m3fn float8_e4m3fnuz float8_e5m2 float8_e5m2fnuz per_tensor_affine per_channel_affine'
)
  .split(' ')
  .map((type) => `torch.${type}`);

const REBUILD = [
  'torch._utils._rebuild_tensor',
  'torch._utils._rebuild_tensor_v2',
  'torch._utils._rebuild_tensor_v3',
  'torch._utils._rebuild_parameter',
  'torch._utils._rebuild_parameter_with_state',
  'torch._utils._rebuild_qtensor',
  'torch._utils._rebuild_sparse_tensor',
  'torch._utils._rebuild_sparse_csr_tensor',
  'torch._utils._rebuild_meta_tensor_no_storage',
  'torch._tensor._rebuild_from_type_v2',
];

const TORCH_OTHERS = [
  'torch.Size',
  'torch.device',
  'torch.Tensor',
  'torch.nn.parameter.Parameter',
  'torch.storage.TypedStorage',
  'torch.storage._TypedStorage',
  'torch.storage.UntypedStorage',
  'torch.storage._UntypedStorage',
  'torch.UntypedStorage',
  'torch.serialization._get_layout',
];

const NUMPY = ['numpy.core', 'numpy._core']
  .flatMap((core) => [
    `${core}.multiarray._reconstruct`,
    `${core}.multiarray.scalar`,
    `${core}.numeric._frombuffer`,
  ])
  .concat(['numpy.dtype', 'numpy.ndarray']);

const PICTURES = ['Image.Image', 'PngImagePlugin.PngImageFile', 'JpegImagePlugin.JpegImageFile'].map(
  (name) => `PIL.${name}`,
);

const PATHS = ['Path', 'PosixPath', 'WindowsPath', 'PurePath', 'PurePosixPath', 'PureWindowsPath'].map(
  (name) => `pathlib.${name}`,
);

/** Optimizers and schedules saved as objects instead of by their state; whatever they hold, it is no network. */
const SCHEDULES = /^torch\.optim\.[a-z_0-9]+\.[A-Z][A-Za-z]*$/;

const PYTHON_OPAQUE = [
  '_codecs.encode',
  'argparse.Namespace',
  'copyreg._reconstructor',
  'copy_reg._reconstructor',
  ...['builtins', '__builtin__'].flatMap((module) =>
    [
      'object',
      'bytearray',
      'bytes',
      'complex',
      'slice',
      'range',
      'int',
      'float',
      'str',
      'bool',
      'long',
      'unicode',
    ].map((name) => `${module}.${name}`),
  ),
];

const MEANINGS: ReadonlyMap<string, GlobalMeaning> = new Map<string, GlobalMeaning>([
  ...[
    'collections.OrderedDict',
    'collections.Counter',
    'collections.defaultdict',
    'builtins.dict',
    '__builtin__.dict',
  ].map((name): [string, GlobalMeaning] => [name, 'dict']),
  ...['set', 'frozenset', 'list', 'tuple'].flatMap((name): [string, GlobalMeaning][] => [
    [`builtins.${name}`, 'sequence'],
    [`__builtin__.${name}`, 'sequence'],
  ]),
  ...[
    ...STORAGES,
    ...DTYPES,
    ...REBUILD,
    ...TORCH_OTHERS,
    ...NUMPY,
    ...PICTURES,
    ...PATHS,
    ...PYTHON_OPAQUE,
  ].map((name): [string, GlobalMeaning] => [name, 'opaque']),
]);

/**
 * What an allowed global stands for.
 * @throws FaultError `pickle-refused` with the global's dotted `name` when it is not on the list
 */
export function meaningOf(name: string): GlobalMeaning {
  const meaning = MEANINGS.get(name) ?? (SCHEDULES.test(name) ? 'opaque' : undefined);
  if (meaning === undefined) throw new FaultError('pickle-refused', { name });
  return meaning;
}
