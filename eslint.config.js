import js from '@eslint/js';
import svelte from 'eslint-plugin-svelte';
import { builtinModules } from 'node:module';
import globals from 'globals';
import ts from 'typescript-eslint';

/** The rooms of `src`, bottom first: a room imports from itself and from the layers before its own, never upward. */
const layers = [
  ['messages', 'numeric'],
  ['standard', 'document', 'datasets', 'graph'],
  ['oracles', 'training'],
  ['attacks', 'extraction'],
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

/** With or without `node:`, and paths below them such as `fs/promises`. */
const nodeModules = `^(node:|(${builtinModules.filter((name) => !name.startsWith('_')).join('|')})(/|$))`;

/** Pages alone have these; what runs in workers, terminals and tests may not count on them. */
const pageGlobals = ['document', 'window', 'localStorage', 'sessionStorage', 'HTMLElement'];

const elsewhere = (room) =>
  closedTo(room).map((other) => ({
    other,
    message: `Imports point downward: ${room} may not use ${other}.`,
  }));

const directionRules = rooms.map((room) => ({
  files: [`src/${room}/**/*.{ts,svelte}`],
  rules: {
    'no-restricted-imports': [
      'error',
      {
        patterns: [
          ...elsewhere(room).map(({ other, message }) => ({ regex: `^(\\.\\./)+${other}/`, message })),
          ...(hosts.has(room)
            ? []
            : [{ regex: nodeModules, message: 'Below app and cli runs without Node.' }]),
        ],
      },
    ],
    'no-restricted-syntax': [
      'error',
      ...elsewhere(room).flatMap(({ other, message }) =>
        ['ImportExpression', 'NewExpression[callee.name="URL"]'].map((node) => ({
          selector: `${node} > Literal[value=/^(\\.\\.\\u002F)+${other}\\u002F/]`,
          message,
        })),
      ),
      ...(hosts.has(room)
        ? []
        : [
            {
              selector: "BinaryExpression[operator='**']",
              message: 'Differs between hosts: src/numeric/math.ts.',
            },
            { selector: "AssignmentExpression[operator='**=']", message: 'Differs between hosts.' },
            {
              selector: "VariableDeclarator[init.name='Math']",
              message: 'By another name the rule on Math does not see it.',
            },
          ]),
    ],
    'no-restricted-globals': hosts.has(room) ? 'off' : ['error', ...pageGlobals],
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
  // Node's worker threads: the one place below the hosts that is Node's own.
  {
    files: ['src/workers/node/**/*.ts'],
    rules: {
      'no-restricted-imports': [
        'error',
        {
          patterns: elsewhere('workers').map(({ other, message }) => ({
            regex: `^(\\.\\./)+${other}/`,
            message,
          })),
        },
      ],
    },
  },
);
