import { readFile } from 'node:fs/promises';
import { beforeAll, describe, expect, test } from 'vitest';
import { WalkDesk } from '../../../src/app/lab/walk/desk.ts';
import { WalkRoom } from '../../../src/app/lab/walk/room.ts';
import { answer } from '../../../src/app/lab/answer.ts';
import { keyOf } from '../../../src/app/lab/subjects-key.ts';
import { Subjects } from '../../../src/app/lab/subjects.ts';
import type { WalkRequest } from '../../../src/app/lab/walk/types.ts';
import { prepareSubject, type Subject } from '../../../src/assessment/subject.ts';
import { loadBundled } from '../../../src/datasets/bundled.ts';
import { createWasmRuntime } from '../../../src/graph/runtime/wasm.ts';
import type { Outcome } from '../../../src/workers/protocol.ts';
import { loadTarget } from '../../../src/training/bundled.ts';

const read = async (path: string) =>
  new Uint8Array(await readFile(new URL(`../../../public/${path}`, import.meta.url)));

async function subjectOf(id: string): Promise<Subject> {
  const { card, bytes } = await loadTarget(id, read);
  return prepareSubject({ model: bytes, target: id, dataset: await loadBundled(card.dataset.id, read) });
}

const valueOf = <T>(outcome: Outcome<T>): T => {
  if (!outcome.ok) throw outcome.error;
  return outcome.value;
};

const subjects = new Subjects();
let desk: WalkDesk;
/** Threads started and ended so far. */
const threads = { started: 0, ended: 0 };
let digits: Subject;
let table: Subject;
const request = (subject: Subject, more: Partial<WalkRequest> = {}): WalkRequest => ({
  key: keyOf(subject.model.sha256, subject.data.sha256),
  input: { kind: 'sample', id: 3 },
  attack: 'pgd',
  norm: 'linf',
  epsilon: 0.15,
  steps: 12,
  target: null,
  seed: 7,
  ...more,
});

beforeAll(async () => {
  digits = await subjectOf('digits-cnn');
  table = await subjectOf('breast-cancer-mlp');
  subjects.take(digits);
  subjects.take(table);
  desk = new WalkDesk(subjects, () => {
    threads.started++;
    const room = new WalkRoom(async () => ({
      runtime: createWasmRuntime(),
      report: { engine: 'wasm', agreement: null },
    }));
    return {
      open: (source) => answer(() => room.open(source)),
      predict: (values) => answer(() => room.predict(values)),
      walk: (input, asked) => answer(() => room.walk(input, asked)),
      slice: (input, asked) => answer(() => room.slice(input, asked)),
      end: () => {
        threads.ended++;
        void room.close();
      },
    };
  });
});

describe('the step-by-step desk', () => {
  test('its thread ends when others need room: at once, or with the last answer; the next question starts another', async () => {
    const asked = request(digits, { steps: 2 });
    const before = { ...threads };
    valueOf(await desk.walkOne(asked));
    desk.rest();
    expect(threads.ended - before.ended).toBe(1);
    const going = desk.walkOne(asked);
    desk.rest();
    expect(threads.ended - before.ended).toBe(1);
    const first = valueOf(await going);
    await expect.poll(() => threads.ended - before.ended).toBe(2);
    expect(valueOf(await desk.walkOne(asked)).views).toEqual(first.views);
    expect(threads.started - before.started).toBe(3);
  });

  test('walks a digit to another class within the ball, and tells each step', async () => {
    const walked = valueOf(await desk.walkOne(request(digits)));
    expect(walked.views).toHaveLength(13);
    expect(walked.label).toBe(digits.dataset.test.y[3]);
    expect([...walked.clean]).toEqual([...digits.dataset.test.x.subarray(3 * 64, 4 * 64)]);
    for (const { probabilities, linf, predicted } of walked.views) {
      expect(probabilities.reduce((sum, p) => sum + p, 0)).toBeCloseTo(1, 5);
      expect(Math.max(...probabilities)).toBe(probabilities[predicted]);
      expect(linf).toBeLessThanOrEqual(0.15 + 1e-6);
    }
    expect(walked.views.at(-1)!.loss).toBeGreaterThan(walked.views[0].loss);
  });

  test('the same request gives the same walk; another start another one', async () => {
    const points = async (more: Partial<WalkRequest>) =>
      valueOf(await desk.walkOne(request(digits, more))).views.map(({ point }) => [...point]);
    const first = await points({});
    await points({ seed: 8 });
    expect(await points({})).toEqual(first);
    expect(await points({ seed: 8 })).not.toEqual(first);
  });

  test.each([
    ['attack', { kind: 'attack' }],
    ['gradient', { kind: 'gradient' }],
    ['two pixels', { kind: 'features', first: 20, second: 43 }],
  ] as const)('the loss on a plane along %s agrees with the walk where they meet', async (_, directions) => {
    const walk = request(digits, { steps: 6, attack: 'bim' });
    const walked = valueOf(await desk.walkOne(walk));
    const { slice, path, ball, box, replaced } = valueOf(await desk.sliceOne({ walk, directions }));
    const middle = (slice.resolution * slice.resolution - 1) / 2;
    expect(slice.loss[middle]).toBeCloseTo(walked.views[0].loss, 4);
    expect(slice.predicted[middle]).toBe(walked.views[0].predicted);
    expect(path).toHaveLength(7);
    expect(Math.hypot(path[0].a, path[0].b, path[0].off)).toBeLessThan(1e-6);
    path.forEach(({ a, b, off }, i) => expect(Math.hypot(a, b, off)).toBeCloseTo(walked.views[i].l2, 4));
    expect(Math.min(...ball)).toBeGreaterThanOrEqual(0.15 - 1e-9);
    expect(Math.min(...box)).toBeGreaterThanOrEqual(0);
    expect(replaced).toBe(false);
    if (directions.kind === 'attack') expect(path.at(-1)!.off).toBeLessThan(1e-5);
  });

  test('a drawn input walks with the class it was given, and is predicted as the walk starts', async () => {
    const values = digits.dataset.test.x.slice(64 * 5, 64 * 6);
    const key = request(digits).key;
    const scores = valueOf(await desk.predictOne(key, values));
    const label = scores.indexOf(Math.max(...scores));
    const input = { kind: 'own', values, label } as const;
    const walked = valueOf(await desk.walkOne(request(digits, { input, attack: 'fgsm' })));
    expect([...walked.views[0].probabilities]).toEqual([...scores]);
    expect(walked.views).toHaveLength(2);
  });

  test('a table is walked in standard deviations, from the very row', async () => {
    const walked = valueOf(await desk.walkOne(request(table, { epsilon: 0.5, target: 1 })));
    const { mean, std } = (table.dataset as { stats: { mean: Float64Array; std: Float64Array } }).stats;
    const row = table.dataset.test.x.subarray(3 * mean.length, 4 * mean.length);
    walked.clean.forEach((value, i) => expect(value * std[i] + mean[i]).toBeCloseTo(row[i], 3));
    for (const { linf } of walked.views) expect(linf).toBeLessThanOrEqual(0.5 + 1e-5);
    const { slice } = valueOf(
      await desk.sliceOne({
        walk: request(table, { epsilon: 0.5, target: 1 }),
        directions: { kind: 'features', first: 0, second: 7 },
      }),
    );
    expect(slice.half).toBeGreaterThan(0.5);
  });

  test('samples come in order, of a class where one is asked for, and no more than fit a screen', async () => {
    const { key } = request(digits);
    const some = valueOf(await desk.testSamples(key, 10, 5, null));
    expect(some.ids).toEqual([10, 11, 12, 13, 14]);
    expect([...some.values]).toEqual([...digits.dataset.test.x.subarray(640, 960)]);
    const sevens = valueOf(await desk.testSamples(key, 0, 9999, 7));
    expect(sevens.labels.every((label) => label === 7)).toBe(true);
    expect(sevens.ids.length).toBeLessThanOrEqual(60);
    expect(sevens.of).toBe(digits.dataset.test.count);
  });

  test.each([
    ['too many steps', { steps: 1000 }, 'app.walk-steps'],
    [
      'an input of another size',
      { input: { kind: 'own', values: new Float32Array(3), label: 0 } },
      'app.walk-input',
    ],
    [
      'no number',
      { input: { kind: 'own', values: new Float32Array(64).fill(NaN), label: 0 } },
      'app.walk-input',
    ],
    ['its own class as the target', { target: 3 }, 'app.walk-own-class'],
    ['a subject that is gone', { key: 'a b' }, 'app.subject-gone'],
  ] as const)('%s is one sentence', async (_, more, id) => {
    const outcome = await desk.walkOne(request(digits, more as Partial<WalkRequest>));
    expect(outcome.ok).toBe(false);
    if (!outcome.ok) expect(outcome.error.id).toBe(id);
  });
});
