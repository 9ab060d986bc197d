import { styleOf } from '../../src/app/charts/styles.ts';
import type { ScatterSeries } from '../../src/app/charts/types.ts';
import { normals, plain, type Example } from './example.ts';

const cloud = (id: string, label: string, count: number, [cx, cy]: [number, number]): ScatterSeries => {
  const draw = normals(Math.round(100 + 10 * cx + cy));
  const x = new Float32Array(count);
  const y = new Float32Array(count);
  for (let index = 0; index < count; index++) [x[index], y[index]] = [cx + draw(), cy + draw()];
  return { id, label, style: styleOf(id), x, y };
};

/** `count` points of each of two classes. */
export const clouds = (count: number): Example => ({
  chart: 'scatter',
  title: 'Samples by two features',
  reading: `${2 * count} samples; the classes overlap in the middle.`,
  spec: {
    series: [cloud('fgsm', 'benign', count, [-1, 0]), cloud('bim', 'malignant', count, [1.2, 0.8])],
    x: { label: 'First component', format: plain },
    y: { label: 'Second component', format: plain },
  },
});

export const scatter = (): Example => clouds(60);
