import { overlay, sideBySide } from '../../src/app/charts/overlays.ts';
import { styleOf } from '../../src/app/charts/styles.ts';
import type { LineSpec, Point, Series } from '../../src/app/charts/types.ts';
import { draws, percent, plain, type Example } from './example.ts';

const y: LineSpec['y'] = { label: 'Accuracy', domain: [0, 1], format: percent };
const epsilons = [0, 2, 4, 6, 8, 12, 16].map((parts) => parts / 255);
const x: LineSpec['x'] = {
  label: 'Strength ε (L∞)',
  format: (value) => (value ? `${Math.round(value * 255)}/255` : '0'),
};

/** Wilson-like intervals, good enough for a picture. */
const rate = (at: number, value: number, n = 200): Point => {
  const spread = 1.96 * Math.sqrt((value * (1 - value) + 0.01) / n);
  return {
    x: at,
    y: value,
    low: Math.max(0, value - spread),
    high: Math.min(1, value + spread),
    correct: Math.round(value * n),
    n,
  };
};

const fallen = (speed: number): Point[] => epsilons.map((at) => rate(at, 0.96 / (1 + (at * speed) ** 2)));

const attack = (id: string, label: string, speed: number, worst = false): Series => ({
  id,
  label,
  style: styleOf(id),
  band: worst,
  whiskers: !worst,
  points: fallen(speed),
});

const attacks = [
  attack('fgsm', 'FGSM', 18),
  attack('pgd', 'PGD', 46),
  attack('mi-fgsm', 'MI-FGSM', 40),
  attack('worst-case', 'Worst case', 47, true),
];

export const accuracyAgainstEpsilon = (): Example => ({
  chart: 'line',
  title: 'Accuracy against strength',
  reading: 'At strength 6/255 the worst case falls below one half.',
  spec: { series: attacks, x, y, xName: 'ε = ' },
});

export const accuracyAgainstIterationsLog = (): Example => ({
  chart: 'line',
  title: '准确率随迭代轮数的变化',
  reading: '迭代轮数取对数坐标，0 轮单独列出；迭代越多，准确率越低。',
  note: '* 仅为计划 1000 轮的一次评测。',
  spec: {
    series: [
      {
        ...attack('pgd', 'PGD', 1),
        points: [0, 1, 2, 5, 10, 20, 50, 100, 200, 500, 1000].map((steps) =>
          rate(steps, 0.95 / (1 + steps / 8)),
        ),
        band: true,
      },
    ],
    x: { label: '迭代轮数', scale: 'log', format: plain },
    y: { ...y, label: '鲁棒准确率' },
  },
});

export const manySteps = (): Example => {
  const draw = draws(7);
  const walk = (start: number): Point[] => {
    let value = start;
    return Array.from({ length: 2000 }, (_, at) => {
      value *= 0.9985 + 0.002 * (draw() - 0.5);
      return { x: at, y: value + 0.1 * (draw() - 0.5) * value };
    });
  };
  return {
    chart: 'line',
    title: 'Training loss',
    reading: 'Five runs of 2,000 steps; all fall.',
    spec: {
      series: ['fgsm', 'bim', 'pgd', 'mi-fgsm', 'apgd-ce'].map((id, index) => ({
        ...attack(id, `Run ${index + 1}`, 1),
        whiskers: false,
        points: walk(2.3 - index * 0.25),
      })),
      x: { label: 'Step', format: plain },
      y: { label: 'Loss', format: plain },
    },
  };
};

export const classOverlay = (): Example => {
  const draw = draws(11);
  const runs = Array.from({ length: 40 }, (_, index) =>
    attack(`run-${index}`, `Run ${index + 1}`, 25 + draw() * 30),
  );
  return {
    chart: 'line',
    title: 'All results of a class',
    reading: 'Half of the 40 runs lie below 50 % at 6/255.',
    note: 'Band: from the 10th to the 90th percentile of these runs.',
    spec: { series: overlay(runs, { runs: '40 runs', median: 'Median of 40 runs' }), x, y },
  };
};

export const twoRuns = (): Example => ({
  chart: 'line',
  title: 'Standard against adversarial training',
  reading: 'At every strength the adversarially trained model keeps more.',
  spec: {
    series: sideBySide(
      [attack('fgsm', 'FGSM', 40), attack('pgd', 'PGD', 60)],
      [attack('fgsm', 'FGSM', 14), attack('pgd', 'PGD', 20)],
      (series, run) => `${series}, ${run === 'a' ? 'standard' : 'adversarial'}`,
    ),
    x,
    y,
  },
});

export const onePoint = (): Example => ({
  chart: 'line',
  title: 'A single point',
  reading: 'One strength was measured.',
  spec: {
    series: [{ ...attack('pgd', 'PGD', 1), points: [rate(0.1, 0.4)] }],
    x: { label: 'Strength ε', format: plain },
    y,
  },
});
