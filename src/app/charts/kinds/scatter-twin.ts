import type { ScatterSpec, Twin } from '../types.ts';
import type { TwinWords } from './twin-words.ts';

/** One row a point. */
export function scatterTwin(spec: ScatterSpec, words: TwinWords): Twin {
  const points = spec.series.flatMap(({ label, x, y, name }) =>
    Array.from({ length: x.length }, (_, index) => ({
      label,
      name: name?.(index) ?? String(index + 1),
      x: x[index],
      y: y[index],
    })),
  );
  const head = [words.series, words.name, spec.x.label, spec.y.label];
  return {
    text: {
      head,
      rows: points.map(({ label, name, x, y }) => [label, name, spec.x.format(x), spec.y.format(y)]),
    },
    cells: { head, rows: points.map(({ label, name, x, y }) => [label, name, x, y]) },
  };
}
