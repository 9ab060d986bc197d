import { styleOf } from '../../src/app/charts/styles.ts';
import { plain, type Example } from './example.ts';

const digits = Array.from({ length: 10 }, (_, digit) => String(digit));

export const confusionMatrix = (): Example => ({
  chart: 'heat',
  title: 'Confusion matrix',
  reading: 'Rows are true classes, columns what the model says; 3 and 5 are mixed up most.',
  spec: {
    values: digits.map((_, row) =>
      digits.map((_, column) => (row === column ? 24 + row : row * column === 15 ? 7 : (row * column) % 3)),
    ),
    x: { label: 'Predicted', names: digits },
    y: { label: 'True', names: digits },
    scaleLabel: 'Samples',
    format: plain,
    diagonal: true,
  },
});

const along = Array.from({ length: 31 }, (_, index) => Math.round((index - 15) * 20) / 1000);

export const lossLandscape = (): Example => ({
  chart: 'heat',
  title: 'Loss around one image',
  reading: 'Each step climbs; the ball stops the last one at its edge.',
  spec: {
    values: along.map((v) => along.map((u) => 1 + 6 * (u + 0.3) ** 2 + 3 * v + 2 * u * v)),
    x: { label: 'Along the gradient', values: along, format: plain },
    y: { label: 'Across', values: along, format: plain },
    scaleLabel: 'Loss',
    format: (value) => value.toFixed(2),
    contours: 8,
    square: true,
    overlays: [
      { id: 'ball', label: 'Ball ε = 0.2', style: { ...styleOf('bim'), width: 2 }, kind: 'ball', centre: [0, 0], radius: 0.2, norm: 'linf' }, // prettier-ignore
      { id: 'l2', label: 'L2 ball', style: { ...styleOf('fgsm'), width: 2 }, kind: 'ball', centre: [0, 0], radius: 0.15, norm: 'l2' }, // prettier-ignore
      { id: 'path', label: 'PGD', style: styleOf('pgd'), kind: 'path', points: [[0, 0], [0.05, 0.04], [0.11, 0.1], [0.18, 0.15], [0.2, 0.2]] }, // prettier-ignore
      { id: 'start', label: 'Original', style: styleOf('apgd-ce'), kind: 'point', at: [0, 0] },
    ],
  },
});
