import type { RocPoint, RocSpec, Twin } from '../types.ts';
import { intervalText } from './curve-twin.ts';
import type { TwinWords } from './twin-words.ts';

/** One row a point, curve by curve: their false positive rates rarely meet. */
export function rocTwin(spec: RocSpec, words: TwinWords): Twin {
  const rows = [...spec.series, ...(spec.points ?? [])].flatMap(({ label, points }) =>
    points.map((point: RocPoint) => ({ label, point })),
  );
  const { format } = spec;
  const bands = (spec.bands ?? []).flatMap(({ label, points }) => points.map((point) => ({ label, point })));
  const sideways = ({ xLow, xHigh }: RocPoint) =>
    intervalText({ x: 0, y: 0, low: xLow, high: xHigh }, format);
  return {
    text: {
      head: [words.series, spec.xLabel, spec.yLabel],
      rows: [
        ...rows.map(({ label, point }) => [
          label,
          [format(point.x), sideways(point)].filter(Boolean).join(' '),
          [format(point.y), intervalText(point, format)].filter(Boolean).join(' '),
        ]),
        ...bands.map(({ label, point }) => [
          label,
          format(point.x),
          intervalText({ ...point, y: point.low }, format) ?? '',
        ]),
      ],
    },
    cells: {
      head: [words.series, spec.xLabel, words.xLow, words.xHigh, spec.yLabel, words.low, words.high],
      rows: [
        ...rows.map(({ label, point: { x, y, xLow, xHigh, low, high } }) => [
          label,
          x,
          xLow ?? null,
          xHigh ?? null,
          y,
          low ?? null,
          high ?? null,
        ]),
        ...bands.map(({ label, point: { x, low, high } }) => [label, x, null, null, null, low, high]),
      ],
    },
  };
}
