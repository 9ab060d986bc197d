import fc from 'fast-check';
import { format, resolveConfig } from 'prettier';
import { isControl } from '../../src/graph/import/control.ts';
import { engineOperators, newestOpset, newestSets } from '../../src/graph/import/engine-sets.ts';
import { isClassifier, isRegressor } from '../../src/graph/import/ml.ts';
import { writtenOut } from '../../src/graph/import/ml-rules.ts';
import type { EmissionTarget, Operator } from '../../src/graph/operator.ts';
import { operators } from '../../src/graph/operators/index.ts';
import { oldestOpset, replacedOperators } from '../../src/graph/upgrade.ts';
import { cases } from '../../test/support/operators/cases.ts';
import { build } from '../../test/support/operators/check.ts';
import { Draw } from '../../test/support/operators/draw.ts';
import { firstSet } from './sets.ts';
import { onProcessor, wrongForms } from './webgpu.ts';

/** `docs/operators.md`, from the registry and from what its rules do with the cases of the property tests. */

const targets: readonly EmissionTarget[] = ['wasm', 'webgpu'];

/** How many times each form of an operator is emitted. */
const draws = 3;

/**
 * How often in a row the operator's gradient can be taken: the least over its cases, both engines and some draws. The values
 * of both orders are what the property tests compare with differences.
 */
function orders(op: string): number | undefined {
  const found = cases
    .filter((each) => each.op === op)
    .flatMap((testCase) =>
      fc.sample(fc.gen(), { numRuns: draws, seed: 20_260_401 }).flatMap((generate) =>
        targets.map((target) => {
          const draw = new Draw(generate);
          const built = build(testCase, testCase.instance(draw), draw, { target, symbolic: false });
          return built.variables.length > 0 ? built.gradients.length : undefined;
        }),
      ),
    )
    .filter((count) => count !== undefined);
  return found.length === 0 ? undefined : Math.min(...found);
}

function gradientOf({ gradient, lower, ofShape, straightThrough }: Operator): string {
  if (ofShape) return 'of shapes alone';
  if (straightThrough) return 'straight-through';
  if (gradient === 'zero') return 'zero';
  return gradient || lower ? 'yes' : 'none';
}

function secondOf(op: string, gradient: string): string {
  if (gradient !== 'yes') return gradient === 'zero' ? 'zero' : '–';
  const taken = orders(op);
  if (taken === undefined) return '–';
  return taken >= 2 ? 'yes' : 'no';
}

function onWebgpu(op: string): string {
  if (Object.hasOwn(wrongForms, op)) return wrongForms[op];
  return onProcessor.includes(op) ? 'on the processor' : 'yes';
}

function row(op: string): string {
  const operator = operators[op];
  const gradient = gradientOf(operator);
  const cells = [
    op,
    operator.lower ? 'as simpler ones' : 'engine',
    gradient,
    secondOf(op, gradient),
    'yes',
    onWebgpu(op),
    `${firstSet(op)}–${newestOpset}`,
    operator.convention ?? '',
  ];
  return `| ${cells.join(' | ')} |`;
}

const sorted = (names: Iterable<string>) => [...names].sort((a, b) => (a < b ? -1 : 1));

/** Standard operators that the engine has and no rule. */
function scoresOnly(): string {
  const standard = sorted(engineOperators.get('') ?? []);
  return standard
    .filter(
      (op) => !(op in operators) && !replacedOperators.includes(op) && !isControl({ op, domain: undefined }),
    )
    .join(', ');
}

const mlDomain = 'ai.onnx.ml';

function mlRow(op: string): string {
  const node = { op, domain: mlDomain, name: op, inputs: [], outputs: [], attributes: {} };
  const reading = writtenOut.includes(op)
    ? 'as standard operators, with their gradients; forms that cannot be are left to the engine'
    : op === 'ZipMap'
      ? 'taken off: the scores before it are read'
      : isClassifier(node)
        ? 'scores and labels'
        : op === 'TreeEnsemble'
          ? 'scores, where it sums for several classes or its one value is declared a logit or a probability'
          : isRegressor(node)
            ? 'scores, where its one value is declared a logit or a probability'
            : 'by the engine; scores and labels of what follows';
  return `| ${op} | ${reading} |`;
}

/** The page, as Prettier has it. */
export async function operatorPage(configFor: string): Promise<string> {
  const names = Object.keys(operators).sort((a, b) => (a < b ? -1 : 1));
  const text = `# Operators

Made by \`npm run operators\` from the registry in \`src/graph/operators\`; a test fails when it is not what the registry gives. Models of the operator sets ${oldestOpset} to ${newestOpset} are read; ${replacedOperators.join(' and ')} are replaced by what succeeded them. Other operators that the engine has leave a model its scores and labels, without gradients.

- _Forward_: by the engine's own kernel, or written as simpler operators at import.
- _Gradient_: _zero_ where the operator is constant almost everywhere (then a report warns of gradients masked by construction), _straight-through_ where the gradient is that of a smooth stand-in, _of shapes alone_ where no value reaches the result.
- _Second_: whether the gradient can be differentiated again, found by doing so for every case of the property tests, in the forms for both engines; those tests compare both orders with finite differences.
- _WASM_, _WebGPU_: _on the processor_ where WebGPU leaves the operator to the processor, with copies there and back. Models with a form that WebGPU computes wrongly or fails on stay on WASM: the forms known are looked for, the others are found by comparing each model's results on both engines.
  _Yes_ under WebGPU says that the engine kept a case of the operator on the graphics device when it was forbidden to fall back; that its values are right on a given machine is found there, model by model, by that comparison.
- _Sets_: the operator sets that have it.

| Operator | Forward | Gradient | Second | WASM | WebGPU | Sets | At ties and kinks |
|---|---|---|---|---|---|---|---|
${names.map(row).join('\n')}

If and Loop are written out where their course is known before the run; else the engine runs them.

## Scores only

These standard operators have no rule. A model that needs one is run by the engine as it stands, shows scores or labels, and the report names them: ${scoresOnly()}.

So are operators of \`com.microsoft\` (version ${newestSets['com.microsoft']}), which optimised files have. The engine may lack code for an operator in some types; a sentence then names it.

## ai.onnx.ml

Classical models (scikit-learn, LightGBM, XGBoost), up to version ${newestSets[mlDomain]} of the set:

| Operator | Read |
|---|---|
${sorted(engineOperators.get(mlDomain) ?? [])
  .map(mlRow)
  .join('\n')}
`;
  return format(text, { ...(await resolveConfig(configFor)), parser: 'markdown' });
}
