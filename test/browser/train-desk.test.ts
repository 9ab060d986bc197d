import { expect, it } from 'vitest';
import { definitions } from '../../scripts/models/definitions.ts';
import { TrainDesk } from '../../src/app/lab/train/desk.ts';
import { PageTrainedShelf } from '../../src/app/lab/train/shelf.ts';
import trainWorker from '../../src/app/lab/train/train.worker.ts?worker&url';
import type { TrainingEvent, TrainRequest } from '../../src/app/lab/train/types.ts';
import { keyOf } from '../../src/app/lab/subjects-key.ts';
import { Subjects } from '../../src/app/lab/subjects.ts';
import type { SubjectSummary } from '../../src/app/lab/types.ts';
import { prepareSubject, type Subject } from '../../src/assessment/subject.ts';
import { loadBundledTest } from '../../src/datasets/bundled.ts';
import { dense, relu } from '../../src/training/layers.ts';
import { loadTarget } from '../../src/training/bundled.ts';
import type { Outcome } from '../../src/workers/protocol.ts';
import { pageThread } from '../../src/workers/page/spawn.ts';

const fetchBytes = async (path: string) => {
  const response = await fetch(`/${path}`);
  if (!response.ok) throw new Error(`${path}: ${response.status}`);
  return new Uint8Array(await response.arrayBuffer());
};

function deskOf(subjects: Subjects) {
  const taken: Subject[] = [];
  const take = (subject: Subject) => {
    subjects.take(subject);
    taken.push(subject);
    return { modelSha256: subject.model.sha256 } as SubjectSummary;
  };
  const start = () => pageThread(trainWorker, 'training test');
  return { desk: new TrainDesk({ start, fetchBytes, take, shelf: new PageTrainedShelf() }, subjects), taken };
}

async function valueOf<T>(outcome: Promise<Outcome<T>>): Promise<T> {
  const answer = await outcome;
  if (!answer.ok) throw new Error(`${answer.error.id ?? ''} ${answer.error.message}`);
  return answer.value;
}

const definition = definitions.find(({ id }) => id === 'breast-cancer-mlp')!;
const request = (more: Partial<TrainRequest> = {}): TrainRequest => ({
  source: { kind: 'bundled', id: 'breast-cancer' },
  layers: definition.layers,
  plan: definition.training,
  engine: 'wasm',
  view: { kind: 'components' },
  ...more,
});

it('the page’s worker trains the bytes that Node trained; they are a subject, and another visit finds them', async () => {
  const { desk, taken } = deskOf(new Subjects());
  const events: TrainingEvent[] = [];
  const trained = await valueOf(desk.train(request(), (event) => events.push(event)));
  const { bytes, card } = await loadTarget('breast-cancer-mlp', fetchBytes);
  expect(trained.card.sha256).toBe(card.sha256);
  expect((await valueOf(desk.trainedFile(trained.card.id))).onnx).toEqual(bytes);
  expect(events.map(({ event }) => event)).toContain('picture');
  await valueOf(desk.openTrained(trained.card.id));
  expect(taken[0].data).toMatchObject({ id: 'breast-cancer', test: trained.card.accuracy.test.n });

  const { desk: later, taken: again } = deskOf(new Subjects());
  expect((await valueOf(later.trainedModels())).map(({ card: known }) => known.id)).toContain(
    trained.card.id,
  );
  await valueOf(later.openTrained(trained.card.id));
  expect(again[0].model.sha256).toBe(card.sha256);
  await later.forgetTrained(trained.card.id);
  expect(await valueOf(deskOf(new Subjects()).desk.trainedModels())).toEqual([]);
});

it('trains on a person’s own rows, split where no training part is named, and on those of an open subject', async () => {
  const subjects = new Subjects();
  const { desk, taken } = deskOf(subjects);
  const rows = Array.from({ length: 60 }, (_, i) => `${i % 7},${(i * i) % 11},${i % 2}`);
  const file = new File([`width,height,label\n${rows.join('\n')}\n`], 'mine.csv');
  const data = await valueOf(desk.trainingFiles([file], {}));
  expect(data).toMatchObject({ kind: 'table', shape: [2], classes: 2, train: 48, test: 12, split: true });
  const plan = { ...definition.training, epochs: 2 };
  const more = { layers: [dense(4), relu, dense(2)], plan, source: data.source };
  const trained = await valueOf(desk.train(request(more), () => undefined));
  expect(trained.card).toMatchObject({ dataset: { id: 'file', sha256: data.sha256 }, status: 'finished' });
  await valueOf(desk.openTrained(trained.card.id));
  const [subject] = taken;
  const key = keyOf(subject.model.sha256, subject.data.sha256);
  const again = await valueOf(desk.trainingData({ kind: 'subject', key }));
  expect(again).toMatchObject({ train: 48, test: 12, split: false, sha256: data.sha256 });
  // Nothing of a person's own data is kept in the browser.
  expect(await valueOf(deskOf(new Subjects()).desk.trainedModels())).toEqual([]);
  const empty = new File(['width,label\n1,0\n'], 'few.csv');
  expect(await desk.trainingFiles([empty], {})).toMatchObject({
    ok: false,
    error: { id: 'training.no-rows' },
  });
});

it('an open subject whose training rows were left out is trained on with all of them', async () => {
  const subjects = new Subjects();
  const { desk } = deskOf(subjects);
  const { card, bytes } = await loadTarget('signs-cnn', fetchBytes);
  const dataset = await loadBundledTest(card.dataset.id, fetchBytes);
  expect(dataset.train.count).toBe(0);
  const subject = prepareSubject({ model: bytes, target: 'signs-cnn', dataset });
  subjects.take(subject);
  const key = keyOf(subject.model.sha256, subject.data.sha256);
  const data = await valueOf(desk.trainingData({ kind: 'subject', key }));
  expect(data).toMatchObject({ id: 'signs', train: 4000, test: 1000, split: false, sha256: dataset.sha256 });
});

it('pauses, steps and cancels between steps; a new training ends the old one', async () => {
  const { desk } = deskOf(new Subjects());
  const long = request({ plan: { ...definition.training, epochs: 1000 } });
  const paused: number[] = [];
  const trained = await valueOf(
    desk.train(long, (event) => {
      if (event.event !== 'progress') return;
      if (event.step === 1) void desk.trainingPause(true);
      if (!event.paused || paused.includes(event.step)) return;
      paused.push(event.step);
      void (paused.length < 3 ? desk.trainingStep('step') : desk.trainingCancel());
    }),
  );
  expect(paused).toEqual([paused[0], paused[0] + 1, paused[0] + 2]);
  expect(trained.card).toMatchObject({ status: 'cancelled', steps: paused[2] });

  const old = desk.train(long, () => undefined);
  const short = request({ plan: { ...definition.training, epochs: 1 } });
  const fresh = await valueOf(desk.train(short, () => undefined));
  expect(fresh.card.status).toBe('finished');
  expect(await old).toMatchObject({ ok: false, error: { id: 'training.thread-lost' } });
});
