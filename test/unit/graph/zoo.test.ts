import { readdirSync, readFileSync } from 'node:fs';
import { afterAll, describe, expect, test } from 'vitest';
import { lossGradientGraph } from '../../../src/graph/losses.ts';
import { importModel, type Model } from '../../../src/graph/model.ts';
import type { Session } from '../../../src/graph/runtime.ts';
import { createWasmRuntime } from '../../../src/graph/runtime/wasm.ts';

/** What `test/fixtures/models/zoo.py` recorded in double precision. */
interface Recorded {
  readonly logits: readonly (readonly number[])[];
  readonly accuracy: number;
  readonly gradient?: readonly number[];
  /** 1 for each row that withstood the attack. */
  readonly withstand?: readonly number[];
}

const folder = new URL('../../fixtures/models/zoo/', import.meta.url);
const json = <T>(name: string): T => JSON.parse(readFileSync(new URL(name, folder), 'utf8')) as T;
const digits = json<{ pixels: number[]; labels: number[] }>('digits.json');
const x = Float32Array.from(digits.pixels, (pixel) => pixel / 16);
const rows = digits.labels.length;
const classes = 10;
const size = 64;
const names = readdirSync(folder)
  .filter((name) => name.endsWith('.onnx'))
  .map((name) => name.replace('.onnx', ''));

/** Left to the engine: recurrent cells. */
const scoresOnly = /^(gru|lstm)/;

const runtime = createWasmRuntime();
afterAll(() => expect(runtime.openSessions).toBe(0));

interface Answer {
  readonly logits: Float32Array;
  readonly gradient: Float32Array;
}

/** Logits, and each row's gradient of its cross-entropy where there is one, for rows from `first` on. */
async function askAtOnce(session: Session, model: Model, at: Float32Array, first: number): Promise<Answer> {
  const count = at.length / size;
  const labels = new Float32Array(count * classes);
  for (let row = 0; row < count; row++) labels[row * classes + digits.labels[first + row]] = 1;
  const results = await session.run({
    [model.input.name]: { data: at, dims: [count, 1, 8, 8] },
    ...(model.access === 'gradient' ? { labels: { data: labels, dims: [count, classes] } } : {}),
  });
  const [logits, , gradient] = Object.values(results).map(({ data }) => data as Float32Array);
  return { logits, gradient };
}

/** A file that insists on its batch of one is asked row by row. */
async function ask(session: Session, model: Model, at: Float32Array): Promise<Answer> {
  if (model.fixedBatch === undefined) return askAtOnce(session, model, at, 0);
  const logits = new Float32Array((at.length / size) * classes);
  const gradient = new Float32Array(at.length);
  for (let row = 0; row < at.length / size; row++) {
    const one = await askAtOnce(session, model, at.subarray(row * size, (row + 1) * size), row);
    logits.set(one.logits, row * classes);
    gradient.set(one.gradient, row * size);
  }
  return { logits, gradient };
}

function right(logits: Float32Array): boolean[] {
  return Array.from({ length: logits.length / classes }, (_, row) => {
    const scores = logits.subarray(row * classes, (row + 1) * classes);
    return scores.indexOf(Math.max(...scores)) === digits.labels[row];
  });
}

async function withModel(
  name: string,
  work: (model: Model, session: Session) => Promise<void>,
): Promise<void> {
  const model = importModel(new Uint8Array(readFileSync(new URL(`${name}.onnx`, folder))));
  const graph =
    model.access === 'gradient'
      ? lossGradientGraph(model, 'cross-entropy', { wrt: 'input', target: 'wasm' }).graph
      : model.graph;
  const session = await runtime.open(graph);
  try {
    await work(model, session);
  } finally {
    await session.release();
  }
}

const norm = (values: readonly number[]) => Math.sqrt(values.reduce((sum, value) => sum + value * value, 0));

/** PGD as in `zoo.py`: ε 0.05, 10 steps of 0.0125 from the row itself. */
async function withstanding(session: Session, model: Model, used: number): Promise<boolean[]> {
  const start = x.subarray(0, used * size);
  let at = start;
  let answer = await ask(session, model, at);
  const alive = right(answer.logits);
  for (let step = 0; step < 10; step++) {
    const { gradient } = answer;
    at = at.map((value, i) => {
      const moved = value + 0.0125 * Math.sign(gradient[i]);
      return Math.min(1, Math.max(0, Math.min(start[i] + 0.05, Math.max(start[i] - 0.05, moved))));
    });
    answer = await ask(session, model, at);
    right(answer.logits).forEach((still, row) => (alive[row] &&= still));
  }
  return alive;
}

describe.each(names)('%s as PyTorch exports it', (name) => {
  const recorded = json<Recorded>(`${name}.json`);
  const shown = recorded.logits.length;

  test('gives PyTorch’s logits and accuracy', () =>
    withModel(name, async (model, session) => {
      expect(model.access).toBe(scoresOnly.test(name) ? 'score' : 'gradient');
      const few = await ask(session, model, x.slice(0, shown * size));
      recorded.logits
        .flat()
        .forEach((value, i) => expect(Math.abs(few.logits[i] - value)).toBeLessThan(1e-4));
      if (model.access === 'gradient' && recorded.gradient) {
        for (let row = 0; row < shown; row++) {
          const exact = recorded.gradient.slice(row * size, (row + 1) * size);
          const apart = exact.map((value, i) => value - few.gradient[row * size + i]);
          expect(norm(apart) / norm(exact)).toBeLessThan(1e-3);
        }
      }
      const { logits } = await ask(session, model, x);
      expect(Math.abs(right(logits).filter(Boolean).length - recorded.accuracy * rows)).toBeLessThan(0.5);
    }));

  test.runIf(recorded.withstand && !scoresOnly.test(name))(
    'falls to PGD as in PyTorch, but for one row in two hundred',
    () =>
      withModel(name, async (model, session) => {
        const used = model.fixedBatch === undefined ? rows : 30;
        const ours = (await withstanding(session, model, used)).filter(Boolean).length;
        const theirs = recorded.withstand?.slice(0, used).filter(Boolean).length ?? 0;
        expect(Math.abs(ours - theirs)).toBeLessThanOrEqual(1);
      }),
  );
});
