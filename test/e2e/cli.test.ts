import { spawn } from 'node:child_process';
import { existsSync } from 'node:fs';
import { copyFile, cp, mkdir, mkdtemp, open, readdir, readFile, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { gzipSync } from 'node:zlib';
import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import { readReport } from '../../src/document/read.ts';
import type { Report } from '../../src/document/report.ts';
import { importModel } from '../../src/graph/model.ts';
import { readOnnx } from '../../src/graph/onnx/read.ts';
import { toText } from '../../src/document/text.ts';
import type { Flight } from '../../src/assessment/flight.ts';
import { loadBundledTest } from '../../src/datasets/bundled.ts';
import { parseImportCard } from '../../src/assessment/model-card.ts';
import { inProcess, program, root, run, type Ended } from '../support/command-line.ts';
import { pngFile } from '../support/image-files.ts';
import { kerasSequential, layer, written } from '../support/layers-json.ts';
import { fetchPublic } from '../support/public-files.ts';
import { zipFile } from '../support/zip-files.ts';
import { describeShared, sharedJson } from '../support/shared.ts';

const golden = join(root, 'test', 'fixtures', 'golden');

interface FgsmReference {
  readonly n: number;
  readonly clean_accuracy: number;
  readonly epsilon: readonly number[];
  readonly peers: Readonly<Record<string, { readonly robust_accuracy: readonly number[] }>>;
}

let folder = '';
const at = (...names: string[]) => join(folder, ...names);
const environment = () => ({
  ...process.env,
  XDG_CACHE_HOME: at('cache'),
  LANG: 'C',
  LC_ALL: 'C',
  TOUCHSTONE_DEBUG: '',
});

/** The command line in this process. */
const touchstone = (...args: string[]) => inProcess(args, folder, environment());
/** The program as a person starts it: once for each thing that only a process can show. */
const started = (...args: string[]) => run(process.execPath, [program, ...args], folder, environment());
const report = async (name: string) => readReport(new Uint8Array(await readFile(at(name))));
const figures = (of: Report) => toText({ ...of, timings: undefined });

const subject = ['--target', 'means.onnx', '--data', 'digits'];
const quick = [...subject, '--indicators', 'A.3-1', '--samples', '40'];

/** A short attack run: white box, several shards. */
const attack = [
  ...subject,
  ...['--indicators', 'A.5-3', '--samples', '20', '--set', 'A.5-3.attacks=["fgsm"]'],
  ...['--set', 'A.5-3.epsilons=[0,0.125]', '--set', 'A.5-3.selfChecks=false'],
];

const csv = (rows: readonly string[]) => `a,b,label\n${rows.join('\n')}\n`;

/** A NumPy file of version 1. */
function npy(header: string, body: Uint8Array): Buffer {
  const text = `${header.padEnd(117)}\n`;
  return Buffer.concat([
    Buffer.from([0x93, 0x4e, 0x55, 0x4d, 0x50, 0x59, 1, 0, text.length & 255, text.length >> 8]),
    Buffer.from(text),
    body,
  ]);
}

/** An IDX file: type, axes, values. */
function idx(type: number, axes: readonly number[], body: Uint8Array): Buffer {
  const head = Buffer.alloc(4 + 4 * axes.length);
  head.set([0, 0, type, axes.length]);
  axes.forEach((size, axis) => head.writeUInt32BE(size, 4 + 4 * axis));
  return Buffer.concat([head, body]);
}

async function writeFixtures(): Promise<void> {
  await copyFile(join(golden, 'means.onnx'), at('means.onnx'));
  await cp(join(golden, 'report.json'), at('golden.json'));
  await mkdir(at('folder'));
  const onnx = await readFile(at('means.onnx'));
  const images = idx(8, [3, 8, 8], new Uint8Array(192).fill(9));
  const files: Record<string, string | Uint8Array> = {
    'cut.onnx': onnx.subarray(0, onnx.length >> 1),
    'text.onnx': 'this is not a model',
    'empty.onnx': '',
    'images.idx': images,
    'labels.idx': idx(8, [3], Uint8Array.of(0, 1, 2)),
    'labels-4.idx': idx(8, [4], Uint8Array.of(0, 1, 2, 3)),
    'labels-200.idx': idx(8, [3], Uint8Array.of(0, 1, 200)),
    'cut.idx': images.subarray(0, 100),
    'lying.idx': idx(8, [100000, 8, 8], new Uint8Array(64)),
    'none.idx': idx(8, [0, 8, 8], new Uint8Array(0)),
    'none-labels.idx': idx(8, [0], new Uint8Array(0)),
    'magic.idx': Uint8Array.of(9, 9, 9, 9, 0, 0, 0, 1, 0),
    'bomb.gz': gzipSync(Buffer.concat([images.subarray(0, 16), Buffer.alloc(64 << 20)])),
    'images-7.idx': idx(8, [3, 7, 7], new Uint8Array(147)),
    'text.npy': 'a,b\nhello,world\n',
    'nan.npy': npy(
      "{'descr': '<f4', 'fortran_order': False, 'shape': (1, 64), }",
      new Uint8Array(new Float32Array(64).fill(NaN).buffer),
    ),
    'far.npy': npy(
      "{'descr': '<f4', 'fortran_order': False, 'shape': (1, 1, 8, 8), }",
      new Uint8Array(new Float32Array(64).fill(7).buffer),
    ),
    'label.npy': npy("{'descr': '<i8', 'fortran_order': False, 'shape': (1,), }", new Uint8Array(8)),
    'words.csv': csv(['1,red,0', '2,blue,1']),
    'nolabel.csv': 'a,b\n1,2\n',
    'inf.csv': csv(['1,Infinity,0']),
    'half.csv': csv(['1,2,0.5']),
    'negative.csv': csv(['1,2,-1']),
    'table.csv': csv(['1,2,0', '3,4,1']),
    'plan-text.json': 'indicators: A.5-3',
    'plan-field.json': '{"sampels": 3}',
    'plan-list.json': '[]',
    'stats.json': '{"mean": [1, 2], "std": [0, 1]}',
    'report-2.json': '{"schemaVersion": 2}',
    'broken.json': '{"schemaVersion": 1}',
  };
  for (const [name, content] of Object.entries(files)) await writeFile(at(name), content);
  const huge = await open(at('huge.idx'), 'w');
  await huge.truncate(2_100_000_000);
  await huge.close();
}

beforeAll(async () => {
  folder = await mkdtemp(join(tmpdir(), 'touchstone-cli-'));
  await writeFixtures();
  expect((await started('list', 'indicators')).code).toBe(0);
});

afterAll(() => rm(folder, { recursive: true, force: true }));

describe('assess', () => {
  test('writes a report, keeps stdout clean and tells progress and figures on stderr', async () => {
    const { code, stdout, stderr } = await started('assess', ...quick, '--out', 'a.json');
    expect([code, stdout]).toEqual([0, '']);
    expect(stderr).toMatch(/A\.3-1 .*: 0\.\d+ .*\/40/);
    expect(stderr).toMatch(/100 %/);
    const { items, data, model, samples } = await report('a.json');
    expect(items[0]).toMatchObject({ id: 'A.3-1', status: 'measured', n: 40 });
    expect([data.id, model.target, samples.count]).toEqual(['digits', null, 40]);
    expect((await readdir(at('cache', 'touchstone', 'shards'))).length).toBe(0);
  });

  test('gives the same bytes again, whatever the number of workers, but for timings', async () => {
    await touchstone('assess', ...attack, '--workers', '1', '--out', 'one.json');
    const { code } = await started(
      'assess',
      ...attack,
      '--workers',
      '3',
      '--no-cache',
      '--out',
      'three.json',
    );
    expect(code).toBe(0);
    expect(figures(await report('three.json'))).toBe(figures(await report('one.json')));
    expect((await report('three.json')).timings.workers).toBe(3);
  });

  test('gives the golden figures from its plan', async () => {
    const plan = join(golden, 'plan.json');
    const { code } = await touchstone('assess', ...subject, '--plan', plan, '--out', 'golden-again.json');
    expect(code).toBe(0);
    expect(figures(await report('golden-again.json'))).toBe(figures(await report('golden.json')));
  });

  test('takes the default data of a bundled target, and a plan from a report', async () => {
    const first = await touchstone(
      'assess',
      '--target',
      'breast-cancer-mlp',
      '--indicators',
      'A.3-1',
      '--seed',
      '5',
      '--out',
      'bc.json',
    );
    expect(first.code).toBe(0);
    const { plan, data, model } = await report('bc.json');
    expect([data.id, data.kind, model.target]).toEqual(['breast-cancer', 'table', 'breast-cancer-mlp']);
    expect(data.features).toHaveLength(30);
    await writeFile(at('bc-plan.json'), JSON.stringify(plan));
    expect(
      (
        await touchstone(
          'assess',
          '--target',
          'breast-cancer-mlp',
          '--plan',
          'bc-plan.json',
          '--out',
          'bc2.json',
        )
      ).code,
    ).toBe(0);
    expect(figures(await report('bc2.json'))).toBe(figures(await report('bc.json')));
  });

  test('shows ε of a table in both units', async () => {
    const args = [
      '--indicators',
      'A.5-3',
      '--samples',
      '10',
      '--set',
      'A.5-3.attacks=["fgsm"]',
      '--set',
      'A.5-3.epsilons=[0,0.5]',
    ];
    const { code } = await touchstone(
      'assess',
      '--target',
      'breast-cancer-mlp',
      ...args,
      '--set',
      'A.5-3.selfChecks=false',
      '--out',
      'units.json',
    );
    expect(code).toBe(0);
    const { items, data } = await report('units.json');
    const units = items[0].details.epsilonInFeatureUnits as {
      epsilons: number[];
      features: { name: string; epsilons: number[] }[];
    };
    expect(units.epsilons).toEqual([0, 0.5]);
    expect(units.features[0]).toEqual({
      name: data.features?.[0].name,
      epsilons: [0, 0.5 * (data.features?.[0].std ?? 0)],
    });
  });

  test.each([
    ['A.3-1>=0.1', 0, 'met'],
    ['A.3-1>=0.999', 1, 'not-met'],
    ['A.3-1<=0.1', 1, 'not-met'],
  ])('threshold %s: exit %i', async (threshold, code, status) => {
    const ended = await touchstone('assess', ...quick, '--threshold', threshold, '--out', 'threshold.json');
    expect(ended.code).toBe(code);
    expect((await report('threshold.json')).items[0].status).toBe(status);
  });

  test('a threshold inside the interval is undecided: exit 1', async () => {
    const { value } = (await report('a.json')).items[0];
    const { code } = await started(
      'assess',
      ...quick,
      '--threshold',
      `A.3-1>=${value}`,
      '--out',
      'undecided.json',
    );
    expect(code).toBe(1);
    expect((await report('undecided.json')).items[0].status).toBe('undecided');
  });

  test('a value without its self-checks meets no threshold: exit 1', async () => {
    const threshold = ['--threshold', 'A.5-3>=0', '--out', 'unchecked.json'];
    const { code, stderr } = await touchstone('assess', ...attack, ...threshold);
    expect(code).toBe(1);
    expect((await report('unchecked.json')).items[0].status).toBe('undecided');
    expect(stderr).toMatch(/A\.5-3>=0: undecided\. The self-checks were switched off/);
  });

  test('speaks Chinese when asked, and says the same in the report', async () => {
    const { code, stderr } = await started('assess', ...quick, '--lang', 'zh', '--out', 'zh.json');
    expect(code).toBe(0);
    expect(stderr).toMatch(/[\u4e00-\u9fff]/);
    expect(figures(await report('zh.json'))).toBe(figures(await report('a.json')));
  });

  test('finds paths where the command was typed: npx, npm run', async () => {
    await mkdir(join(root, 'dist', 'typed-here'), { recursive: true });
    const here = join(root, 'dist', 'typed-here');
    await copyFile(at('means.onnx'), join(here, 'm.onnx'));
    const typed = [
      'assess',
      '--target',
      'm.onnx',
      '--data',
      'digits',
      '--indicators',
      'A.3-1',
      '--samples',
      '10',
      '--out',
    ];
    expect(await run('npx', ['touchstone', ...typed, 'npx.json'], here, environment())).toMatchObject({
      code: 0,
      stdout: '',
    });
    expect(
      await run('npm', ['run', '--silent', 'touchstone', '--', ...typed, 'run.json'], here, environment()),
    ).toMatchObject({ code: 0, stdout: '' });
    expect((await readdir(here)).sort()).toEqual(['m.onnx', 'npx.json', 'run.json']);
    await rm(here, { recursive: true });
  });

  test('names no path in the report', async () => {
    expect(await readFile(at('a.json'), 'utf8')).not.toMatch(/means\.onnx|touchstone-cli/);
  });
});

describeShared('real MNIST', (shared) => {
  test('gives the reference accuracies of the reference LeNet, clean and under FGSM', async () => {
    const mnist = join(shared, 'datasets', 'mnist');
    const data = `${join(mnist, 't10k-images-idx3-ubyte.gz')},${join(mnist, 't10k-labels-idx1-ubyte.gz')}`;
    const reference = sharedJson<FgsmReference>(shared, 'reference/results/mnist-lenet.fgsm.json');
    const { code, stderr } = await started(
      ...['assess', '--target', join(shared, 'reference', 'models', 'mnist-lenet.onnx'), '--data', data],
      ...[
        '--samples',
        String(reference.n),
        '--set',
        'A.5-3.attacks=["fgsm"]',
        '--set',
        'A.5-3.count=last-iterate',
      ],
      ...[
        '--set',
        `A.5-3.epsilons=${JSON.stringify([0, ...reference.epsilon.filter((epsilon) => epsilon > 0)])}`,
      ],
      ...['--set', 'A.5-3.selfChecks=false', '--out', 'mnist.json'],
    );
    expect(stderr).toMatch(/first 500 of 10,000 test samples in file order/);
    expect(code).toBe(0);
    const items = new Map((await report('mnist.json')).items.map((item) => [item.id, item]));
    expect(items.get('A.3-1')?.value).toBe(reference.clean_accuracy);
    const raw = items
      .get('A.5-3')
      ?.curves.find(({ attack: id, kind, x }) => id === 'fgsm' && kind === 'raw' && x.name === 'epsilon');
    const { robust_accuracy } = Object.values(reference.peers)[0];
    // The peers' float32 gradients vanish on very confident inputs, where ours are float64's to the last image
    // (test/unit/attacks/reference.test.ts): at larger ε they leave up to four images in a hundred more standing.
    reference.epsilon.forEach((epsilon, index) => {
      const found = raw?.points.find(({ x }) => x === epsilon)?.y;
      expect(found).toBeLessThanOrEqual(robust_accuracy[index] + 0.0021);
      expect(found).toBeGreaterThan(robust_accuracy[index] - 0.04);
    });
  });
});

describe('shards and merge', () => {
  beforeAll(async () => {
    for (const index of [1, 2, 3]) {
      const { code } = await touchstone(
        'assess',
        ...attack,
        '--shard',
        `${index}/3`,
        '--out',
        `part-${index}.json`,
      );
      expect(code).toBe(0);
    }
  });

  test('three parts merge to the unsharded report', async () => {
    await touchstone('assess', ...attack, '--out', 'whole.json');
    expect((await report('part-2.json')).items[0].status).toBe('partial');
    const { code, stdout } = await started(
      'merge',
      'part-3.json',
      'part-1.json',
      'part-2.json',
      '--out',
      'merged.json',
    );
    expect([code, stdout]).toEqual([0, '']);
    expect(figures(await report('merged.json'))).toBe(figures(await report('whole.json')));
  });

  test('a part meets no threshold: exit 1', async () => {
    const { code } = await touchstone(
      'assess',
      ...attack,
      '--shard',
      '1/3',
      '--threshold',
      'A.5-3>=0',
      '--out',
      'part-t.json',
    );
    expect(code).toBe(1);
  });

  test.each([
    ['a missing part', ['part-1.json', 'part-2.json'], /3\/3/],
    ['a part twice', ['part-1.json', 'part-2.json', 'part-2.json'], /2\/3/],
    ['a whole report', ['golden.json'], /not partial/],
    ['another plan', ['part-1.json', 'part-2.json', 'golden.json'], /plans/],
    ['no report', [], /nothing to merge/],
    ['no such file', ['part-9.json'], /part-9\.json/],
    ['a broken report', ['broken.json'], /broken\.json: /],
    ['a newer report', ['report-2.json'], /version 2/],
    ['a file of another kind', ['means.onnx'], /not a Touchstone report/],
  ])('%s: exit 2', async (_, names, sentence) => {
    const { code, stderr } = await touchstone('merge', ...names, '--out', 'no.json');
    expect(code).toBe(2);
    expect(stderr).toMatch(sentence);
    expect(stderr.trim().split('\n')).toHaveLength(1);
    expect(existsSync(at('no.json'))).toBe(false);
  });
});

describe('verify', () => {
  test('agrees with a true report: exit 0', async () => {
    const { code, stderr } = await touchstone('verify', 'golden.json', '--target', 'means.onnx');
    expect(stderr).toMatch(/Agrees/);
    expect(code).toBe(0);
  });

  test('a changed figure: exit 1, and where', async () => {
    await touchstone('assess', ...quick, '--out', 'true.json');
    const true1 = await report('true.json');
    const [first, ...others] = true1.items;
    await writeFile(at('forged.json'), toText({ ...true1, items: [{ ...first, value: 0.99 }, ...others] }));
    const { code, stderr } = await started('verify', 'forged.json', '--target', 'means.onnx');
    expect(code).toBe(1);
    expect(stderr).toMatch(/items\[0\]\.value: 0\.99/);
  });

  test.each([
    ['no model named', ['golden.json'], /--target/],
    ['another model', ['golden.json', '--target', 'digits-cnn'], /hash differs/],
    [
      'other data',
      ['golden.json', '--target', 'means.onnx', '--data', 'images.idx,labels.idx'],
      /data are not/,
    ],
    ['no report', [], /one report/],
    ['no such report', ['none.json'], /none\.json/],
    ['a broken report', ['broken.json'], /not a valid report/],
  ])('%s: exit 2', async (_, args, sentence) => {
    const { code, stderr } = await touchstone('verify', ...args);
    expect(stderr).toMatch(sentence);
    expect(code).toBe(2);
  });
});

describe('inspect', () => {
  test('a reading that was not offered cannot be taken into a card, nor one without a card', async () => {
    const none = await touchstone('inspect', ...subject, '--card-out', 'none.card.json', '--take', '9');
    expect([none.code, none.stderr]).toEqual([2, expect.stringMatching(/no reading 9/)]);
    expect(existsSync(at('none.card.json'))).toBe(false);
    const without = await touchstone('inspect', ...subject, '--take', '1');
    expect([without.code, without.stderr]).toEqual([2, expect.stringMatching(/--card-out/)]);
  });

  test('tells what a model takes and whether its gradient is right, also as JSON', async () => {
    const plain = await touchstone('inspect', ...subject);
    expect([plain.code, plain.stderr]).toEqual([0, '']);
    expect(plain.stdout).toMatch(/A worker needs about \d+ MB, and \d+ kB more/);
    expect(plain.stdout).toMatch(/about [\d.]+ ms forward and [\d.]+ ms with its gradient/);
    expect(plain.stdout).toMatch(/Gradient: agrees with difference quotients \(8 random directions/);
    const json = await touchstone('inspect', ...subject, '--json');
    const { flight } = JSON.parse(json.stdout) as { flight: Flight };
    expect(flight).toMatchObject({
      engine: 'wasm',
      messages: [],
      gradient: { verdict: 'agrees', directions: 8 },
    });
    expect(flight.memory.least).toBeGreaterThan(16e6);
    expect(flight.milliseconds.gradient).toBeGreaterThan(0);
  });
});

describe('membership inference', () => {
  const assessed = async (...args: string[]) => {
    const all = ['assess', ...args, '--indicators', 'A.1-2', '--workers', '1', '--no-cache'];
    return touchstone(...all, '--set', 'A.1-2.attacks=["gap","loss"]', '--out', 'members.json');
  };

  test('recorded predictions with a member column: areas worked out by hand', async () => {
    // p of the label: members 0.9, 0.8, 0.4, non-members 0.7, 0.6, 0.3. Of nine pairs seven are ranked right.
    const rows = [0.9, 0.8, 0.4, 0.7, 0.6, 0.3].map((p, i) => `1,${i < 3 ? 1 : 0},${1 - p},${p}`);
    await writeFile(at('members.csv'), `label,member,score_0,score_1\n${rows.join('\n')}\n`);
    const { code, stderr } = await assessed('--predictions', 'members.csv');
    expect([code, stderr]).toEqual([0, expect.stringContaining('loss: AUC 0.7778')]);
    const { items, training } = await report('members.json');
    expect(items[0].roc!.map(({ attack, auc }) => [attack, auc.value])).toEqual([
      ['gap', 0.5],
      ['loss', 7 / 9],
    ]);
    expect(training).toMatchObject({ source: 'recorded', members: 3, others: 0 });
  });

  test('rows to train and rows to test as two files', async () => {
    const table = (rows: number, shift: number) =>
      Array.from({ length: rows }, (_, i) => `${i % 10},${means64(i, shift)}`).join('\n');
    const means64 = (i: number, shift: number) =>
      Array.from({ length: 64 }, (_, p) => ((p * 7 + i * 3 + shift) % 17) / 16).join();
    const header = `label,${Array.from({ length: 64 }, (_, p) => `p${p}`).join()}`;
    await writeFile(at('seen.csv'), `${header}\n${table(60, 0)}\n`);
    await writeFile(at('unseen.csv'), `${header}\n${table(60, 5)}\n`);
    const { code, stderr } = await assessed(
      ...['--target', 'means.onnx', '--data', 'unseen.csv', '--train-data', 'seen.csv'],
    );
    expect([code, stderr]).toEqual([0, expect.stringContaining('taken for the rows')]);
    const { items, data } = await report('members.json');
    expect(data).toMatchObject({ train: 60, test: 60 });
    expect(items[0].details.roles).toMatchObject({ members: 60, othersFrom: 'test', known: 'assumed' });
  });
});

describe('every form of data', () => {
  /** Two pictures of 8×8 that the means know well: the class's own mean in bytes. */
  const picture = (digit: number) => pngFile(8, 8, 1, means.subarray(64 * digit, 64 * digit + 64));
  const names = ['zero', 'one', 'two', 'three', 'four', 'five', 'six', 'seven', 'eight', 'nine'];
  let means = new Uint8Array(0);

  beforeAll(async () => {
    const { test: digits } = await loadBundledTest('digits', fetchPublic);
    means = new Uint8Array(640);
    for (let digit = 0; digit < 10; digit++) {
      const of = Array.from(digits.y.keys()).filter((i) => digits.y[i] === digit);
      for (let p = 0; p < 64; p++)
        means[64 * digit + p] = Math.round(
          (255 * of.reduce((sum, i) => sum + digits.x[64 * i + p], 0)) / of.length,
        );
    }
    for (const [digit, name] of names.entries()) {
      await mkdir(at('photos', name), { recursive: true });
      await writeFile(at('photos', name, '1.png'), picture(digit));
    }
    await writeFile(at('names.txt'), names.join('\n'));
    await writeFile(
      at('photos.zip'),
      zipFile(names.map((name, digit) => ({ name: `${name}/1.png`, bytes: picture(digit) }))),
    );
    await writeFile(
      at('pictures.npz'),
      zipFile([
        {
          name: 'x.npy',
          bytes: npy("{'descr': '|u1', 'fortran_order': False, 'shape': (10, 8, 8), }", means),
        },
        {
          name: 'y.npy',
          bytes: npy(
            "{'descr': '|u1', 'fortran_order': False, 'shape': (10,), }",
            Uint8Array.from(names.keys()),
          ),
        },
      ]),
    );
    const rows = names.map((_, digit) => `${digit},${names.map((__, i) => Number(i === digit)).join(',')}`);
    await writeFile(
      at('scores.csv'),
      `label,${names.map((_, i) => `score_${i}`).join(',')}\n${rows.join('\n')}\n`,
    );
  });

  const measured = async (...args: string[]) => {
    const all = ['assess', ...args, '--indicators', 'A.3-1', '--workers', '1', '--no-cache'];
    const { code, stderr } = await touchstone(...all, '--out', 'form.json');
    expect([code, stderr]).toEqual([0, expect.stringMatching(/A\.3-1/)]);
    return report('form.json');
  };

  test.each([
    ['a folder of class folders', ['--data', 'photos', '--class-names', 'names.txt']],
    ['a zip of class folders', ['--data', 'photos.zip', '--class-names', 'names.txt']],
    ['NPZ', ['--data', 'pictures.npz']],
  ])('%s', async (_, args) => {
    const { items, data } = await measured('--target', 'means.onnx', ...args);
    // Each class's own mean is nearest to itself.
    expect(items[0]).toMatchObject({ value: 1, n: 10 });
    expect(data.classNames).toEqual(args.includes('--class-names') ? names : undefined);
  });

  test('recorded predictions', async () => {
    const { items, model } = await measured('--predictions', 'scores.csv');
    expect(items[0]).toMatchObject({ value: 1, n: 10 });
    expect(model.recorded).toBe(true);
  });

  test('a TensorFlow.js model with its weights beside it', async () => {
    const weights = Float32Array.from(
      { length: 640 },
      (_, i) => means[64 * (i % 10) + Math.floor(i / 10)] / 255,
    );
    const offsets = Float32Array.from(
      names,
      (_, digit) =>
        -means.subarray(64 * digit, 64 * digit + 64).reduce((sum, one) => sum + (one / 255) ** 2 / 2, 0),
    );
    const net = kerasSequential(
      [8, 8, 1],
      [
        layer('Flatten', 'flat'),
        layer('Dense', 'dense', { units: 10, activation: 'linear', use_bias: true }),
      ],
    );
    const files = written(net, [
      { name: 'dense/kernel', shape: [64, 10], data: weights },
      { name: 'dense/bias', shape: [10], data: offsets },
    ]);
    for (const { name, bytes } of files) await writeFile(at(name), bytes);
    const { items } = await measured('--target', 'model.json', '--data', 'pictures.npz');
    expect(items[0]).toMatchObject({ value: 1, n: 10 });
  });

  test('names of classes stand in a card, and in the report of whoever uses it', async () => {
    const args = ['--target', 'means.onnx', '--class-names', 'names.txt', '--card-out', 'names.card.json'];
    expect((await touchstone('inspect', ...args)).code).toBe(0);
    const card = parseImportCard(new Uint8Array(await readFile(at('names.card.json'))));
    expect(card.setting).toEqual({ classNames: names });
    const { data } = await measured('--card', 'names.card.json', '--data', 'pictures.npz');
    expect(data.classNames).toEqual(names);
  });
});

describe('export', () => {
  const taken = async (name: string) => importModel(new Uint8Array(await readFile(at(name))));

  test('writes a model as it is read, preprocessing in front', async () => {
    const plain = await touchstone('export', '--model', 'means.onnx', '--out', 'plain.onnx');
    expect([plain.code, plain.stdout]).toEqual([0, '']);
    expect(plain.stderr).toMatch(/plain\.onnx: input \[N, 64\] → logits \[N, 10\], operator set 17/);
    const args = [
      '--model',
      'means.onnx',
      '--data',
      'digits',
      '--preprocess',
      'bytes',
      '--out',
      'bytes.onnx',
    ];
    expect((await touchstone('export', ...args)).code).toBe(0);
    const [model, behind] = [await taken('plain.onnx'), await taken('bytes.onnx')];
    expect(behind.input.sampleShape).toEqual([64]);
    expect(behind.graph.nodes.length).toBe(model.graph.nodes.length + 1);
    expect(behind.graph.nodes[0].op).toBe('Mul');
  });

  test('writes a gradient graph with the inputs that its loss reads', async () => {
    const args = ['--gradient', '--loss', 'dlr', '--targeted', '--lang', 'zh', '--out', 'gradient.onnx'];
    const { code, stderr } = await touchstone('export', '--model', 'digits-cnn', ...args);
    expect(code).toBe(0);
    expect(stderr).toMatch(/算子集/);
    const { inputs, outputs } = readOnnx(new Uint8Array(await readFile(at('gradient.onnx'))));
    expect(inputs.map(({ name }) => name)).toEqual(['input', 'labels', 'targets']);
    expect(outputs.map(({ name }) => name)).toEqual(['logits', 'loss', 'gradient']);
  });
});

describe('list, schema, help', () => {
  test.each(['targets', 'datasets', 'attacks', 'indicators'])('list %s', async (what) => {
    const [plain, json] = [await touchstone('list', what), await touchstone('list', what, '--json')];
    const rows = JSON.parse(json.stdout) as { id: string }[];
    expect(rows.length).toBeGreaterThan(0);
    for (const { id } of rows) expect(plain.stdout).toContain(id);
    expect([plain.code, json.code, plain.stderr, json.stderr]).toEqual([0, 0, '', '']);
  });

  test('schema prints a JSON Schema', async () => {
    const { code, stdout } = await started('schema');
    expect(code).toBe(0);
    expect(JSON.parse(stdout)).toMatchObject({ type: 'object', properties: { schemaVersion: { const: 1 } } });
  });

  test.each(['en', 'zh'])('help in %s names every command, option and default', async (lang) => {
    const { code, stdout, stderr } = await started('--help', '--lang', lang);
    expect([code, stderr]).toEqual([0, '']);
    for (const word of [
      'assess',
      'merge',
      'verify',
      'list',
      'schema',
      '--shard',
      '--threshold',
      '--no-cache',
      'A.5-3.epsilons',
      'apgd-dlr',
    ]) {
      expect(stdout).toContain(word);
    }
    expect(stdout).not.toMatch(/\{\w+\}|undefined/);
    expect(/[\u4e00-\u9fff]/.test(stdout)).toBe(lang === 'zh');
  });
});

describe('bad input: one sentence, exit 2, no file', () => {
  const own = (data: string, ...more: string[]) => [
    '--target',
    'means.onnx',
    '--data',
    data,
    '--indicators',
    'A.3-1',
    ...more,
  ];
  const cases: Record<string, string[]> = {
    'an unknown option': [...quick, '--epsilon', '0.1'],
    'an option without its value': [...quick, '--seed'],
    'an option twice': [...quick, '--seed', '1', '--seed', '2'],
    'a switch with a value': [...quick, '--no-cache=1'],
    'a word too many': [...quick, 'report'],
    'no target': ['--data', 'digits'],
    'an unknown target': ['--target', 'digits-cnnn', '--data', 'digits'],
    'a model file that is not there': ['--target', './none.onnx', '--data', 'digits'],
    'a folder as model': ['--target', 'folder', '--data', 'digits'],
    'a model cut short': ['--target', 'cut.onnx', '--data', 'digits'],
    'text as model': ['--target', 'text.onnx', '--data', 'digits'],
    'an empty model': ['--target', 'empty.onnx', '--data', 'digits'],
    'a model file without data': ['--target', 'means.onnx'],
    'unknown data': own('digitz'),
    'a data file that is not there': own('none.csv'),
    'an empty file name': own('images.idx,'),
    'images without labels': own('images.idx'),
    'labels of another count': own('images.idx,labels-4.idx'),
    'a label beyond the classes': own('images.idx,labels-200.idx'),
    'a truncated file': own('cut.idx,labels.idx'),
    'a lying header': own('lying.idx,labels.idx'),
    'an empty set': own('none.idx,none-labels.idx'),
    'a wrong magic number': own('magic.idx,labels.idx'),
    'a gzip bomb': own('bomb.gz,labels.idx'),
    'a file of 2 GB': own('huge.idx,labels.idx'),
    'images of another size': own('images-7.idx,labels.idx'),
    'text renamed .npy': own('text.npy,label.npy'),
    NaN: own('nan.npy,label.npy'),
    'values outside the range': own('far.npy,label.npy'),
    'a categorical column': own('words.csv'),
    'no label column': own('nolabel.csv'),
    'another label column that is not there': own('table.csv', '--label-column', 'class'),
    infinity: own('inf.csv'),
    'a label that is no whole number': own('half.csv'),
    'a negative label': own('negative.csv'),
    'a table for a model of images': own('table.csv'),
    'a scale of zero': own('images.idx,labels.idx', '--scale', '0'),
    'a scale that is no number': own('images.idx,labels.idx', '--scale', 'many'),
    'a deviation of zero': own('table.csv', '--standardise', 'stats.json'),
    'scaling bundled data': [...quick, '--scale', '16'],
    'a plan that is no JSON': [...subject, '--plan', 'plan-text.json'],
    'a plan with a misspelt field': [...subject, '--plan', 'plan-field.json'],
    'a plan that is a list': [...subject, '--plan', 'plan-list.json'],
    'an unknown indicator': [...subject, '--indicators', 'A.5-33'],
    'no indicator': [...subject, '--indicators', ','],
    'a setting of no form': [...subject, '--set', 'epsilons=[0]'],
    'a setting with a misspelt name': [...subject, '--set', 'A.5-3.epsilon=[0,0.1]'],
    'a setting out of range': [...subject, '--set', 'A.5-3.epsilons=[-1]'],
    'a setting of the wrong kind': [...subject, '--set', 'A.5-3.attacks=[1]'],
    'a setting for what is not planned': [...quick, '--set', 'A.5-3.norm=l2'],
    'more samples than there are': [...subject, '--indicators', 'A.3-1', '--samples', '501'],
    'half a sample': [...subject, '--samples', '0.5'],
    'no samples': [...subject, '--samples', '0'],
    'an offset beyond the end': [...subject, '--indicators', 'A.3-1', '--offset', '500'],
    'an unknown order': [...subject, '--order', 'shuffled'],
    'a negative seed': [...subject, '--seed', '-1'],
    'no workers': [...quick, '--workers', '0'],
    'half a worker': [...quick, '--workers', '1.5'],
    'an engine the terminal has not': [...quick, '--engine', 'webgpu'],
    'shard 0/2': [...quick, '--shard', '0/2'],
    'shard 3/2': [...quick, '--shard', '3/2'],
    'shard two': [...quick, '--shard', 'two'],
    'a threshold of no form': [...quick, '--threshold', 'A.3-1=0.4'],
    'a threshold for what is not planned': [...quick, '--threshold', 'A.5-3>=0.4'],
    'an unknown language': [...quick, '--lang', 'fr'],
  };

  test.each(['--card', '--preprocess', '--output', '--single', '--label-offset'])(
    'predictions with %s, which belongs to a model',
    async (option) => {
      await refused('assess', '--predictions', 'table.csv', option, '1', '--out', 'bad.json');
      expect(existsSync(at('bad.json'))).toBe(false);
    },
  );

  const isRefusal = ({ code, stdout, stderr }: Ended) => {
    expect(stderr.trim().split('\n')).toHaveLength(1);
    expect(stderr).toMatch(/^touchstone: \S.*\.\n$/);
    expect(stderr).not.toMatch(/Something went wrong|\bat .*:\d+:\d+|Error:/);
    expect([code, stdout]).toEqual([2, '']);
  };
  const refused = async (...args: string[]) => isRefusal(await touchstone(...args));

  test.each(Object.entries(cases))('%s', async (_, args) => {
    await refused('assess', ...args, '--out', 'bad.json');
    expect(existsSync(at('bad.json'))).toBe(false);
  });

  test('membership inference on data without a training part', async () => {
    await refused(
      'assess',
      '--target',
      'means.onnx',
      '--data',
      'pictures.npz',
      '--indicators',
      'A.1-2',
      ...['--out', 'bad.json'],
    );
  });

  test('no --out, a folder that is not there, a folder', async () => {
    await refused('assess', ...quick);
    await refused('assess', ...quick, '--out', 'nowhere/report.json');
    await refused('assess', ...quick, '--out', 'folder');
  });

  test('an unknown command, list or schema word', async () => {
    isRefusal(await started('asses'));
    await refused('list', 'models');
    await refused('list');
    await refused('schema', 'report');
  });

  const exports: Record<string, string[]> = {
    'no model': [],
    'data of another shape': ['--model', 'means.onnx', '--data', 'images-7.idx,labels.idx'],
    'preprocessing that the data alone tell': ['--model', 'means.onnx', '--preprocess', 'guess'],
    'an output that is not there': ['--model', 'means.onnx', '--output', 'scores'],
    'a loss without its gradient': ['--model', 'means.onnx', '--loss', 'dlr'],
    'an unknown loss': ['--model', 'means.onnx', '--gradient', '--loss', 'hinge'],
  };

  test.each(Object.entries(exports))('export: %s', async (_, args) => {
    await refused('export', ...args, '--out', 'bad.onnx');
    expect(existsSync(at('bad.onnx'))).toBe(false);
  });

  test('an existing report is left alone', async () => {
    const before = await readFile(at('golden.json'), 'utf8');
    await refused('assess', ...quick, '--samples', '501', '--seed', 'x', '--out', 'golden.json');
    expect(await readFile(at('golden.json'), 'utf8')).toBe(before);
  });
});

describe('Ctrl-C', () => {
  const long = [
    ...subject,
    ...[
      '--indicators',
      'A.5-3',
      '--samples',
      '100',
      '--workers',
      '1',
      '--cache',
      'kept',
      '--out',
      'stopped.json',
    ],
    ...['--set', 'A.5-3.attacks=["pgd"]', '--set', 'A.5-3.selfChecks=false', '--set', 'A.5-3.iterations=200'],
  ];
  const pieces = async () =>
    (await readdir(at('kept')).catch(() => [])).filter((name) => name.endsWith('.shard')).length;

  test('stops, writes nothing, and the same command goes on from there', async () => {
    const child = spawn(process.execPath, [program, 'assess', ...long], { cwd: folder, env: environment() });
    const ended = new Promise<number | null>((resolve) => child.on('exit', resolve));
    while ((await pieces()) === 0 && child.exitCode === null)
      await new Promise((next) => setTimeout(next, 20));
    child.kill('SIGINT');
    expect(await ended).toBe(130);
    expect(existsSync(at('stopped.json'))).toBe(false);
    const kept = await pieces();
    expect(kept).toBeGreaterThan(0);
    expect((await started('assess', ...long)).code).toBe(0);
    const { timings, items } = await report('stopped.json');
    expect(timings.cached).toBe(kept);
    expect(items[0].status).toBe('measured');
  });
});
