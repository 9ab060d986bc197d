import js from '@eslint/js';
import boundaries from 'eslint-plugin-boundaries';
import svelte from 'eslint-plugin-svelte';
import globals from 'globals';
import ts from 'typescript-eslint';

/** The rooms of `src`, bottom first: a room may import from itself and from rooms above it in this list. */
const layers = [
  ['messages', 'numeric'],
  ['standard', 'document', 'datasets', 'graph'],
  ['oracles', 'training'],
  ['attacks'],
  ['indicators'],
  ['assessment'],
  ['workers'],
  ['app', 'cli'],
];
const rooms = layers.flat();
const below = (room) => layers.slice(0, layers.findIndex((layer) => layer.includes(room))).flat();

/** Their last digit differs between hosts, so they may not decide a result; `src/numeric/math.ts` has the project's own. */
const hostMath = ['exp', 'expm1', 'log', 'log1p', 'log2', 'log10', 'pow', 'sin', 'cos', 'tan', 'asin', 'acos', 'atan', 'atan2',
  'sinh', 'cosh', 'tanh', 'asinh', 'acosh', 'atanh', 'cbrt', 'hypot', 'random'];

export default ts.config(
  { ignores: ['dist', 'public', 'node_modules', 'coverage'] },
  js.configs.recommended,
  ...ts.configs.recommended,
  ...svelte.configs.recommended,
  {
    languageOptions: { globals: { ...globals.browser, ...globals.node } },
    rules: { '@typescript-eslint/consistent-type-imports': 'error' },
  },
  { files: ['**/*.svelte', '**/*.svelte.ts'], languageOptions: { parserOptions: { parser: ts.parser } } },
  {
    files: ['src/**/*.{ts,svelte}'],
    plugins: { boundaries },
    settings: {
      'boundaries/elements': rooms.map((room) => ({ type: room, pattern: `src/${room}/**`, mode: 'full' })),
      'import/resolver': { node: { extensions: ['.ts', '.svelte'] } },
    },
    rules: {
      'boundaries/element-types': [
        'error',
        {
          default: 'disallow',
          rules: rooms.map((room) => ({ from: [room], allow: [room, ...below(room)] })),
        },
      ],
    },
  },
  {
    files: rooms.filter((room) => room !== 'app' && room !== 'cli').map((room) => `src/${room}/**/*.ts`),
    rules: {
      'no-restricted-properties': [
        'error',
        ...hostMath.map((property) => ({
          object: 'Math',
          property,
          message: 'Differs in the last digit between hosts: use src/numeric/math.ts.',
        })),
      ],
      'no-restricted-syntax': [
        'error',
        { selector: "BinaryExpression[operator='**']", message: 'Differs between hosts: multiply, or use src/numeric/math.ts.' },
        { selector: "AssignmentExpression[operator='**=']", message: 'Differs between hosts.' },
      ],
      'no-restricted-imports': ['error', { patterns: [{ group: ['node:*'], message: 'Below app and cli runs without Node.' }] }],
    },
  },
  { files: ['src/workers/node/**/*.ts'], rules: { 'no-restricted-imports': 'off' } },
);
