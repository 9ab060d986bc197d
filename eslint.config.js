import js from '@eslint/js';
import svelte from 'eslint-plugin-svelte';
import globals from 'globals';
import ts from 'typescript-eslint';

/** The rooms of `src`, bottom first: a room imports from itself and from the layers before its own, never upward. */
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
const layerOf = (room) => layers.findIndex((layer) => layer.includes(room));
const closedTo = (room) => rooms.filter((other) => other !== room && layerOf(other) >= layerOf(room));

/** Their last digit differs between hosts, so they may not decide a result; `src/numeric/math.ts` has the project's own. */
const hostMath =
  'exp expm1 log log1p log2 log10 pow sin cos tan asin acos atan atan2 sinh cosh tanh asinh acosh atanh cbrt hypot random';

const hosts = new Set(['app', 'cli']);

const directionRules = rooms.map((room) => ({
  files: [`src/${room}/**/*.{ts,svelte}`],
  ignores: ['src/workers/node/**'],
  rules: {
    'no-restricted-imports': [
      'error',
      {
        patterns: [
          ...closedTo(room).map((other) => ({
            regex: `^(\\.\\./)+${other}/`,
            message: `Imports point downward: ${room} may not use ${other}.`,
          })),
          ...(hosts.has(room) ? [] : [{ regex: '^node:', message: 'Below app and cli runs without Node.' }]),
        ],
      },
    ],
    'no-restricted-syntax': [
      'error',
      ...closedTo(room).map((other) => ({
        selector: `ImportExpression > Literal[value=/^(\\.\\.\\u002F)+${other}\\u002F/]`,
        message: `Imports point downward: ${room} may not use ${other}.`,
      })),
      ...(hosts.has(room)
        ? []
        : [
            { selector: "BinaryExpression[operator='**']", message: 'Differs between hosts: src/numeric/math.ts.' },
            { selector: "AssignmentExpression[operator='**=']", message: 'Differs between hosts.' },
          ]),
    ],
    'no-restricted-properties': hosts.has(room)
      ? 'off'
      : [
          'error',
          ...hostMath.split(' ').map((property) => ({
            object: 'Math',
            property,
            message: 'Differs in the last digit between hosts: use src/numeric/math.ts.',
          })),
        ],
  },
}));

export default ts.config(
  { ignores: ['dist', 'public', 'node_modules', 'coverage', 'test/fixtures'] },
  js.configs.recommended,
  ...ts.configs.recommended,
  ...svelte.configs.recommended,
  {
    languageOptions: { globals: { ...globals.browser, ...globals.node } },
    rules: { '@typescript-eslint/consistent-type-imports': 'error' },
  },
  { files: ['**/*.svelte', '**/*.svelte.ts'], languageOptions: { parserOptions: { parser: ts.parser } } },
  ...directionRules,
);
