import js from '@eslint/js';
import jsxA11y from 'eslint-plugin-jsx-a11y';
import reactHooks from 'eslint-plugin-react-hooks';
import globals from 'globals';
import tseslint from 'typescript-eslint';
import { walls } from './scripts/walls.mjs';

const TYPESCRIPT = [
  'src/**/*.{ts,tsx}',
  'workers/**/*.ts',
  'cli/**/*.ts',
  'bench/**/*.ts',
  'tests/**/*.{ts,tsx}',
  '*.config.ts',
];
const CONFIGS = ['*.config.{js,ts}'];

const banned = {
  defaultExport: {
    selector: 'ExportDefaultDeclaration',
    message: 'Export by name: a default export has no name to search for.',
  },
  enum: { selector: 'TSEnumDeclaration', message: 'Use a union of string literals.' },
};

/** Each tree has its own TypeScript project: only the workers know WebWorker, only the page knows the DOM. */
function project(files, tsconfig) {
  return {
    files,
    languageOptions: { parserOptions: { project: [tsconfig], tsconfigRootDir: import.meta.dirname } },
  };
}

export default tseslint.config(
  {
    ignores: [
      'dist',
      'node_modules',
      'public',
      'workers/device/kernels/wasm/assembly',
      'tests/results',
      'test-results',
      'playwright-report',
      '.cache',
    ],
  },
  { linterOptions: { reportUnusedDisableDirectives: 'error' } },
  js.configs.recommended,
  { files: ['scripts/**/*.mjs', 'cli/*.mjs', '*.config.js'], languageOptions: { globals: globals.node } },
  { files: TYPESCRIPT, extends: [tseslint.configs.strictTypeChecked] },
  project(['src/**/*.{ts,tsx}'], './src/tsconfig.json'),
  project(['workers/**/*.ts'], './workers/tsconfig.json'),
  project(['cli/**/*.ts', 'bench/**/*.ts', 'tests/**/*.{ts,tsx}', '*.config.ts'], './tsconfig.node.json'),
  {
    files: TYPESCRIPT,
    rules: {
      '@typescript-eslint/no-floating-promises': 'error',
      '@typescript-eslint/no-explicit-any': 'error',
      '@typescript-eslint/no-non-null-assertion': 'error',
      // A default branch ends in `satisfies never`, so it may count as exhaustive: the compiler checks it.
      '@typescript-eslint/switch-exhaustiveness-check': [
        'error',
        { considerDefaultExhaustiveForUnions: true },
      ],
      '@typescript-eslint/restrict-template-expressions': ['error', { allowNumber: true }],
      '@typescript-eslint/no-confusing-void-expression': [
        'error',
        { ignoreArrowShorthand: true, ignoreVoidReturningFunctions: true },
      ],
      '@typescript-eslint/no-unnecessary-condition': [
        'error',
        { allowConstantLoopConditions: 'only-allowed-literals' },
      ],
      // Commands answer with a promise by contract, whether or not this engine has to wait.
      '@typescript-eslint/require-await': 'off',
      '@typescript-eslint/no-unused-vars': ['error', { argsIgnorePattern: '^_', varsIgnorePattern: '^_' }],
      '@typescript-eslint/consistent-type-imports': [
        'error',
        { fixStyle: 'inline-type-imports', disallowTypeAnnotations: false },
      ],
      'max-lines-per-function': ['error', { max: 60, skipBlankLines: true, skipComments: true }],
    },
  },
  {
    files: [...TYPESCRIPT, 'scripts/**/*.mjs', 'cli/*.mjs'],
    plugins: { project: { rules: { walls } } },
    rules: {
      'project/walls': 'error',
      'no-restricted-syntax': ['error', banned.defaultExport, banned.enum],
      'max-lines': ['error', { max: 300 }],
      eqeqeq: ['error', 'always'],
      'no-console': 'off',
    },
  },
  {
    files: ['src/**/*.{ts,tsx}'],
    extends: [reactHooks.configs.flat.recommended, jsxA11y.flatConfigs.recommended],
    languageOptions: { globals: globals.browser },
  },
  // A component is mostly markup.
  { files: ['src/**/*.tsx'], rules: { 'max-lines-per-function': ['error', { max: 150 }] } },
  // Tables of words, not code.
  { files: ['src/text/**/*.ts'], rules: { 'max-lines': 'off' } },
  { files: ['src/**/*.{ts,tsx}', 'workers/**/*.ts'], rules: { 'no-console': 'error' } },
  {
    files: ['workers/**/*.ts'],
    rules: {
      'no-restricted-properties': [
        'error',
        ...['dataSync', 'arraySync', 'readSync'].map((property) => ({
          property,
          message: 'Read with `data()`: a synchronous reading stalls a graphics card.',
        })),
      ],
    },
  },
  {
    files: ['tests/**/*.{ts,tsx}'],
    rules: {
      'max-lines-per-function': 'off',
      // Playwright reads a fixture's first parameter as a pattern; one that needs nothing is written {}.
      'no-empty-pattern': ['error', { allowObjectPatternsAsParameters: true }],
    },
  },
  { files: CONFIGS, rules: { 'no-restricted-syntax': ['error', banned.enum] } },
);
