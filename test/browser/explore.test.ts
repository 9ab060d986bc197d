import { afterEach, expect, test } from 'vitest';
import { openSubject } from '../../src/assessment/open-subject.ts';
import { prepareSubject } from '../../src/assessment/subject.ts';
import exploreWorker from '../../src/app/lab/explore/explore.worker.ts?worker&url';
import { ExploreDesk } from '../../src/app/lab/explore/desk.ts';
import type { LookRequest } from '../../src/app/lab/explore/types.ts';
import { keyOf } from '../../src/app/lab/subjects-key.ts';
import { Subjects } from '../../src/app/lab/subjects.ts';
import { loadBundled } from '../../src/datasets/bundled.ts';
import { createWasmRuntime } from '../../src/graph/runtime/wasm.ts';
import { resolveParameters } from '../../src/indicators/robustness/parameters.ts';
import { lookAt } from '../../src/indicators/robustness/single.ts';
import { attackSpace, pick } from '../../src/indicators/space.ts';
import { loadTarget } from '../../src/training/bundled.ts';
import { reviveError } from '../../src/workers/errors.ts';
import type { Thread } from '../../src/workers/link.ts';
import { pageThread } from '../../src/workers/page/spawn.ts';
import type { Outcome } from '../../src/workers/protocol.ts';

const fetchBytes = async (path: string) => new Uint8Array(await (await fetch(`/${path}`)).arrayBuffer());

async function bundled(target: string) {
  const { card, bytes } = await loadTarget(target, fetchBytes);
  const subject = prepareSubject({
    model: bytes,
    target,
    dataset: await loadBundled(card.dataset.id, fetchBytes),
  });
  return { subject, key: keyOf(subject.model.sha256, subject.data.sha256) };
}

let desk: ExploreDesk | undefined;
let started: { ended: boolean; report: (reason: unknown) => void }[] = [];
afterEach(() => {
  desk?.end();
  started = [];
});

function open(subjects = new Subjects(), idle = 60_000): ExploreDesk {
  const start = (): Thread => {
    const thread = pageThread(exploreWorker, 'explore');
    const one = { ended: false, report: (reason: unknown): void => void reason };
    started.push(one);
    return {
      endpoint: thread.endpoint,
      onDeath(report) {
        one.report = report;
        thread.onDeath(report);
      },
      end() {
        one.ended = true;
        thread.end();
      },
    };
  };
  return (desk = new ExploreDesk({ start, fetchBytes, idle }, subjects));
}

function value<T>(outcome: Outcome<T>): T {
  if (!outcome.ok) throw reviveError(outcome.error);
  return outcome.value;
}

const request = (more: Partial<LookRequest> = {}): LookRequest => ({
  parameters: { attacks: ['fgsm', 'pgd'], epsilons: [0, 0.125] },
  seed: 3,
  engine: 'wasm',
  ids: [5, 17, 200, 31],
  attacks: ['pgd'],
  epsilon: 0.125,
  ...more,
});

test('the worker ends when others need room: at once, or with its last answer; the next question starts another', async () => {
  const { subject, key } = await bundled('digits-cnn');
  const subjects = new Subjects();
  subjects.take(subject);
  const looking = open(subjects);
  const first = value(await looking.exploreLook(key, 'grid', request()));
  looking.rest();
  expect(started.map(({ ended }) => ended)).toEqual([true]);
  const going = looking.exploreLook(key, 'grid', request());
  looking.rest();
  expect(started.map(({ ended }) => ended)).toEqual([true, false]);
  expect(value(await going)).toEqual(first);
  await expect.poll(() => started.map(({ ended }) => ended)).toEqual([true, true]);
  expect(value(await looking.exploreLook(key, 'grid', request()))).toEqual(first);
  expect(started.length).toBe(3);
});

test('the worker gives what the engine gives in this thread, to the last digit', async () => {
  const { subject, key } = await bundled('digits-cnn');
  const subjects = new Subjects();
  subjects.take(subject);
  const asked = request();
  const found = value(await open(subjects).exploreLook(key, 'grid', asked));
  const all = { order: 'file', indices: asked.ids, of: subject.data.test } as const;
  const { oracle, dataset } = await openSubject(subject.source(all, 'wasm'), async () => ({
    runtime: createWasmRuntime(),
    report: { engine: 'wasm', agreement: null },
  }));
  const { batch, labels } = pick(dataset, asked.ids);
  const parameters = resolveParameters('A.5-3', asked.parameters, subject.info);
  const rows = { ids: asked.ids, x: batch.data, y: labels };
  const context = { oracle, space: attackSpace(dataset), seed: 3 };
  expect(found).toMatchObject(await lookAt(['pgd'], 0.125, parameters, rows, context));
  expect(found.engine).toBe('wasm');
  expect(found.labels).toEqual(labels);
  await oracle.release();
});

test('a walk comes back with its iterates; labels open a bundled model that is not there', async () => {
  const { key } = await bundled('breast-cancer-mlp');
  const empty = open();
  expect(await empty.exploreLook(key, 'grid', request())).toMatchObject({
    ok: false,
    error: { id: 'app.subject-gone' },
  });
  expect(value(await empty.exploreLabels(key, 'breast-cancer-mlp', [0, 1, 2])).length).toBe(3);
  expect(await empty.exploreLabels(key, null, [0, 9999])).toMatchObject({
    ok: false,
    error: { id: 'explore.ids' },
  });
  const { ids, attack, epsilon } = { ids: [4], attack: 'pgd', epsilon: 0.5 };
  const parameters = { epsilons: [0, 0.5], iterations: 7 };
  const walk = value(
    await empty.explorePaths(key, 'sample', {
      parameters,
      seed: 1,
      engine: 'wasm',
      ids,
      attack,
      epsilon,
    }),
  );
  expect([...walk.iteration]).toEqual([0, 1, 2, 3, 4, 5, 6, 7]);
  expect(walk.points).toHaveLength(8 * walk.size);
  expect(walk.logits).toHaveLength(8 * walk.classes);
});

test('only the newest answer comes: an older question ends', async () => {
  const { subject, key } = await bundled('digits-cnn');
  const subjects = new Subjects();
  subjects.take(subject);
  const asking = open(subjects);
  await asking.exploreLook(key, 'grid', request({ ids: [1] }));
  const ids = Array.from({ length: 150 }, (_, i) => i);
  const slow = asking.exploreLook(
    key,
    'grid',
    request({ ids, parameters: { epsilons: [0, 0.125], iterations: 3000 } }),
  );
  const other = asking.exploreLook(key, 'sample', request({ ids: [7] }));
  const fresh = asking.exploreLook(key, 'grid', request({ ids: [2] }));
  expect(await slow).toMatchObject({ ok: false, error: { name: 'AbortError' } });
  expect(value(await fresh).ids).toEqual([2]);
  expect(value(await other).ids).toEqual([7]);
  expect(started).toHaveLength(1);
});

test('a worker that dies fails the question and not the next; one that nobody asks ends', async () => {
  const { subject, key } = await bundled('digits-cnn');
  const subjects = new Subjects();
  subjects.take(subject);
  const asking = open(subjects, 30);
  const lost = asking.exploreLook(key, 'grid', request());
  started[0].report(new Error('gone'));
  expect(await lost).toMatchObject({ ok: false, error: { id: 'explore.worker-died' } });
  expect(value(await asking.exploreLook(key, 'grid', request())).ids).toHaveLength(4);
  await expect.poll(() => started.map(({ ended }) => ended)).toEqual([true, true]);
});
