import { mkdir, readFile, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { lessonRuns, lessonRunIds } from '../../src/app/learn/results.ts';
import { readReport } from '../../src/document/read.ts';
import { toText } from '../../src/document/text.ts';
import { importModel } from '../../src/graph/model.ts';
import { sha256Hex } from '../../src/numeric/hash.ts';
import { ModelOracle } from '../../src/oracles/model.ts';
import type { ModelCard } from '../../src/training/card.ts';
import { summaryOf } from '../../src/training/card.ts';
import { countCorrect } from '../../src/training/evaluate.ts';
import { workshop } from '../models/main.ts';
import { louder } from './louder.ts';

/** The lessons' own model: `digits-cnn` with its logits multiplied by this. */
const loud = { id: 'digits-cnn-loud', from: 'digits-cnn', times: 30 } as const;

const json = (value: unknown): string => `${JSON.stringify(value, null, 2)}\n`;

/** Makes the model of the lesson on gradient masking, its card and the list that names them. */
export async function makeModel(root: string): Promise<void> {
  const shop = workshop(root, () => undefined);
  const folder = join(root, 'public', 'lessons');
  await mkdir(folder, { recursive: true });
  const base = await shop.card(loud.from);
  const onnx = louder(new Uint8Array(await readFile(join(root, 'public', 'models', base.file))), loud.times);
  const { test } = await shop.dataset(base.dataset.id);
  const oracle = new ModelOracle(shop.runtime, importModel(onnx));
  const logits = await oracle.logits({ data: test.x, count: test.count, shape: base.input.shape });
  const correct = countCorrect(logits, test.y, oracle.classes);
  await oracle.release();
  const card: ModelCard = {
    ...base,
    id: loud.id,
    title: {
      en: `Handwritten digits, logits × ${loud.times}`,
      zh: `手写数字小型卷积网络，逻辑值 × ${loud.times}`,
    },
    file: `${loud.id}.onnx`,
    bytes: onnx.length,
    sha256: sha256Hex(onnx),
    madeFrom: { id: loud.from, logitsTimes: loud.times },
    accuracy: { ...base.accuracy, test: { correct, n: test.count, accuracy: correct / test.count } },
    robustness: [],
  };
  const text = json(card);
  const summary = summaryOf(card, sha256Hex(new TextEncoder().encode(text)));
  await writeFile(join(folder, card.file), onnx);
  await writeFile(join(folder, `${card.id}.card.json`), text);
  await writeFile(join(folder, 'index.json'), json({ schemaVersion: 1, targets: [summary] }));
}

/** What the command line is to run: a plan file for each stored result. */
export async function writePlans(folder: string): Promise<{ id: string; target: string; plan: string }[]> {
  await mkdir(folder, { recursive: true });
  return Promise.all(
    lessonRunIds.map(async (id) => {
      const plan = join(folder, `${id}.plan.json`);
      await writeFile(plan, json(lessonRuns[id].plan));
      return { id, target: lessonRuns[id].target, plan };
    }),
  );
}

/** A report becomes a stored result; where it is no report any more, nothing is stored. */
export async function store(root: string, id: string, report: string): Promise<void> {
  const text = toText(readReport(new Uint8Array(await readFile(report))));
  await writeFile(join(root, 'public', 'lessons', `${id}.report.json`), text);
}

/** The list of stored results with their hashes. */
export async function list(root: string): Promise<void> {
  const folder = join(root, 'public', 'lessons');
  const entries = await Promise.all(
    lessonRunIds.map(async (id) => {
      const bytes = new Uint8Array(await readFile(join(folder, `${id}.report.json`)));
      return [id, { bytes: bytes.length, sha256: sha256Hex(bytes) }] as const;
    }),
  );
  await writeFile(
    join(folder, 'results.json'),
    json({ schemaVersion: 1, results: Object.fromEntries(entries) }),
  );
}
