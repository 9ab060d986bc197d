import { styleOf } from '../../src/app/charts/styles.ts';
import type { RocPoint, RocSpec } from '../../src/app/charts/types.ts';
import { normals, percent, type Example } from './example.ts';

/** Steps of a ROC curve of members scored higher by `shift` on average. */
function steps(seed: number, shift: number): RocPoint[] {
  const draw = normals(seed);
  const scored = Array.from({ length: 600 }, (_, index) => ({ member: index % 2 === 0, score: draw() + (index % 2 === 0 ? shift : 0) })); // prettier-ignore
  const points: RocPoint[] = [{ x: 0, y: 0 }];
  let [members, others] = [0, 0];
  for (const { member } of scored.sort((a, b) => b.score - a.score)) {
    if (member) members++;
    else others++;
    points.push({ x: others / 300, y: members / 300 });
  }
  return points;
}

const spec: RocSpec = {
  series: [
    { id: 'lira', label: 'LiRA', style: styleOf('pgd'), band: false, whiskers: false, points: steps(3, 1.4) },
    {
      id: 'loss',
      label: 'Loss',
      style: styleOf('fgsm'),
      band: false,
      whiskers: false,
      points: steps(5, 0.5),
    },
  ],
  points: [
    {
      id: 'calibrated',
      label: 'LiRA at its calibrated threshold',
      style: { ...styleOf('bim'), dash: '' },
      points: [{ x: 0.02, y: 0.22, xLow: 0.008, xHigh: 0.043, low: 0.174, high: 0.271, correct: 66, n: 300 }],
    },
  ],
  xLabel: 'False positive rate',
  yLabel: 'True positive rate',
  chance: 'Chance',
  format: percent,
};

export const rocLinear = (): Example => ({
  chart: 'roc',
  title: 'Who was in the training data?',
  reading: 'LiRA finds one member in five at 2 % false alarms.',
  spec,
});

export const rocLog = (): Example => ({
  chart: 'roc',
  title: 'Who was in the training data? Logarithmic',
  reading: 'The left edge shows how many are found with hardly any false alarm.',
  spec: { ...spec, scale: 'log' },
});
