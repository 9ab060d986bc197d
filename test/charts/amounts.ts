import { styleOf } from '../../src/app/charts/styles.ts';
import { normals, percent, plain, type Example } from './example.ts';

const many = (seed: number, count: number, shift: number, spread: number) => {
  const draw = normals(seed);
  return Float64Array.from({ length: count }, () => shift + spread * draw());
};

export const twoHistograms = (): Example => ({
  chart: 'histogram',
  title: 'Confidence before and after',
  reading: 'After the attack the model is less sure of the true class.',
  spec: {
    series: [
      { id: 'clean', label: 'Original', style: styleOf('fgsm'), values: many(3, 400, 0.8, 0.1) },
      { id: 'adversarial', label: 'Adversarial', style: styleOf('bim'), values: many(5, 300, 0.4, 0.15) },
    ],
    x: { label: 'Logit of the true class', format: plain },
    yLabel: 'Samples',
    bins: 24,
    format: plain,
  },
});

export const histogramLog = (): Example => ({
  chart: 'histogram',
  title: '查询次数',
  reading: '大多数样本在 1000 次查询内被攻破。',
  spec: {
    series: [
      {
        id: 'queries',
        label: '查询次数',
        style: styleOf('pgd'),
        values: many(9, 300, 6, 1.2).map((value) => Math.round(Math.exp(value)) + 1),
      },
    ],
    x: { label: '查询次数', scale: 'log', format: plain },
    yLabel: '占全部样本的比例',
    bins: 16,
    amount: 'share',
    format: percent,
  },
});

const confidences = [0.01, 0.02, 0.02, 0.78, 0.03, 0.06, 0.01, 0.03, 0.02, 0.02];

export const groupedBars = (): Example => ({
  chart: 'bars',
  title: 'What the model says',
  reading: 'From a 3 to a 5: the perturbation moves 61 % of the confidence.',
  spec: {
    categories: confidences.map((_, digit) => String(digit)),
    categoryLabel: 'Class',
    series: [
      {
        id: 'before',
        label: 'Original',
        style: styleOf('fgsm'),
        values: confidences.map((y) => ({ y })),
      },
      {
        id: 'after',
        label: 'Adversarial',
        style: styleOf('bim'),
        values: confidences.map((y, digit) => ({ y: digit === 3 ? 0.17 : digit === 5 ? 0.67 : y })),
      },
    ],
    y: { label: 'Confidence', domain: [0, 1], format: percent },
  },
});

export const lyingBars = (): Example => ({
  chart: 'bars',
  title: '各攻击方法的成功率',
  reading: 'APGD 的成功率最高，与 PGD 的区间重叠。',
  spec: {
    lying: true,
    categories: ['FGSM（单步）', 'BIM（多步）', 'PGD（随机起点）', '动量迭代攻击 MI-FGSM', 'APGD', '未测'],
    categoryLabel: '攻击方法',
    series: [
      {
        id: 'success',
        label: '成功率',
        style: styleOf('mi-fgsm'),
        values: [
          { y: 0.31, low: 0.25, high: 0.38, n: 190 },
          { y: 0.62, low: 0.55, high: 0.69, n: 190 },
          { y: 0.66, low: 0.59, high: 0.72, n: 190 },
          { y: 0.6, low: 0.53, high: 0.67, n: 190 },
          { y: 0.7, low: 0.63, high: 0.76, n: 190 },
          null,
        ],
      },
    ],
    y: { label: '攻击成功率', domain: [0, 1], format: percent },
  },
});

export const negativeBars = (): Example => ({
  chart: 'bars',
  title: 'Logits',
  reading: 'Values may lie on both sides of zero.',
  spec: {
    categories: ['benign', 'malignant'],
    categoryLabel: 'Class',
    series: [{ id: 'logit', label: 'Logit', style: styleOf('pgd'), values: [{ y: -2.4 }, { y: 3.1 }] }],
    y: { label: 'Logit', format: plain },
  },
});
