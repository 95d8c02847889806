/**
 * The walls of the project as one ESLint rule: which folder may import which. Arrows that are not in these tables do not exist.
 * `import()` and type imports count as well: an edge is an edge.
 */
import { isBuiltin } from 'node:module';
import { dirname, relative, resolve, sep } from 'node:path';
import { fileURLToPath } from 'node:url';

const ROOT = fileURLToPath(new URL('..', import.meta.url));
const METHODS = [
  'workers/graph',
  'workers/data',
  'workers/nets',
  'workers/protocol',
  'workers/device',
  'workers/engine/rng',
];

/**
 * Folder (or file) -> what it may reach besides itself. The longest entry that holds the importing file counts; files under none
 * (tests, scripts, configs) are free.
 */
const ARROWS = {
  src: ['workers/protocol', 'src/compare'],
  // Records of runs and their tables: plain data, which the command line merges as well.
  'src/compare': ['src/charts/csv', 'workers/protocol'],
  cli: [
    'workers',
    'src/compare',
    'src/link',
    'src/text',
    'tests/fuzz',
    'scripts/findChromium',
    'scripts/browserArguments',
  ],
  bench: ['workers', 'cli', 'src/text', 'scripts/findChromium', 'scripts/browserArguments'],
  'cli/browser': [
    'workers/protocol',
    'src/client/engineHost',
    'src/client/engineConnection',
    'cli/runWithFiles',
  ],
  workers: [],
  'workers/engine.worker': ['workers'],
  'workers/reader.worker': ['workers/reading', 'workers/readers', 'workers/protocol'],
  // From files to plain data: what a worker of its own does with the user's files.
  'workers/reading': [
    'workers/readers',
    'workers/importers',
    'workers/nets',
    'workers/graph/graph',
    'workers/graph/hostTensors',
    'workers/protocol',
  ],
  'workers/engine': ['workers'],
  'workers/engine/rng': ['workers/protocol'],
  'workers/protocol': [],
  'workers/readers': ['workers/protocol'],
  'workers/export': [
    'workers/protocol',
    'workers/graph/averagingMatrix',
    'workers/graph/graph',
    'workers/graph/hostTensors',
    'workers/graph/shapes',
    'workers/readers/elements',
    'workers/readers/crc32',
  ],
  'workers/device': ['workers/protocol'],
  'workers/data': ['workers/engine/rng', 'workers/protocol', 'workers/readers'],
  'workers/graph': ['workers/device', 'workers/data', 'workers/engine/rng', 'workers/protocol'],
  'workers/nets': [
    'workers/graph',
    'workers/readers',
    'workers/protocol',
    'workers/engine/rng',
    'workers/device/tf',
  ],
  // Files that describe their network: from what a reader gives to a graph.
  'workers/importers': ['workers/graph', 'workers/nets/layout', 'workers/readers', 'workers/protocol'],
  // What several methods share: masks and cuts, epochs of training.
  'workers/pruning': METHODS,
  'workers/training': METHODS,
  'workers/rnp': [...METHODS, 'workers/pruning'],
  'workers/attacks': [...METHODS, 'workers/training'],
  // The paper's combinations are made of RNP's unlearning and of a detector's search.
  'workers/defenses': [...METHODS, 'workers/pruning', 'workers/training', 'workers/rnp', 'workers/detection'],
  'workers/detection': METHODS,
};

/** Package name -> the only places that may name it. Packages that are not listed are free. */
const PACKAGES = [
  { name: /^@tensorflow\//, places: ['workers/device', 'cli/nodePlatform', 'tests'] },
  { name: /^comlink$/, places: ['src/client', 'workers/engine.worker', 'tests'] },
  { name: /^(react|react-dom|react-is|zustand|recharts|lucide-react)(\/|$)/, places: ['src', 'tests'] },
  { name: /^node:/, places: ['cli', 'bench', 'tests', 'scripts', '*.config'] },
];

function holds(place, file) {
  return place.startsWith('*')
    ? file.includes(place.slice(1))
    : file === place || file.startsWith(`${place}/`);
}

/** The path inside the repository, with slashes and without its ending. */
function placeOf(path) {
  return relative(ROOT, path)
    .split(sep)
    .join('/')
    .replace(/\?.*$/, '')
    .replace(/\.(d\.)?[cm]?[jt]sx?$/, '');
}

function homeOf(file) {
  return Object.keys(ARROWS)
    .filter((place) => holds(place, file))
    .sort((a, b) => b.length - a.length)[0];
}

/**
 * Why `file` may not import `specifier`, or null where it may.
 * @param {string} path absolute path of the importing file
 * @param {string} specifier as it stands in the source
 * @returns {string | null}
 */
export function wallBetween(path, specifier) {
  const file = placeOf(path);
  if (!specifier.startsWith('.')) {
    const name = isBuiltin(specifier) && !specifier.startsWith('node:') ? `node:${specifier}` : specifier;
    const rule = PACKAGES.find((candidate) => candidate.name.test(name));
    if (rule === undefined || rule.places.some((place) => holds(place, file))) return null;
    return `${specifier} may be named only in ${rule.places.filter((place) => place !== 'tests').join(', ')}`;
  }
  const home = homeOf(file);
  if (home === undefined) return null;
  const target = placeOf(resolve(dirname(path), specifier));
  const targetHome = homeOf(target);
  if (targetHome === home || ARROWS[home].some((place) => holds(place, target))) return null;
  if (targetHome === undefined && /\.(css|json|svg|png|wasm)$/.test(target)) return null;
  return `${home} may import ${ARROWS[home].join(', ') || 'nothing outside itself'}; not ${target}`;
}

/** @type {import('eslint').Rule.RuleModule} */
export const walls = {
  meta: { type: 'problem', schema: [], messages: { wall: '{{ reason }} (walls: scripts/walls.mjs)' } },
  create(context) {
    const check = (node) => {
      const specifier = node.source?.value;
      if (typeof specifier !== 'string') return;
      const reason = wallBetween(context.filename, specifier);
      if (reason !== null) context.report({ node: node.source, messageId: 'wall', data: { reason } });
    };
    return {
      ImportDeclaration: check,
      ExportNamedDeclaration: check,
      ExportAllDeclaration: check,
      ImportExpression: check,
      TSImportType: check,
    };
  },
};
