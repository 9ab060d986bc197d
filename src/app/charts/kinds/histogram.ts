import {
  frameOf,
  tickText,
  ticksAcross,
  ticksOf,
  withRoom,
  xAxisMarks,
  yAxisMarks,
  yTicksOf,
} from '../axes.ts';
import { refuseNonNumbers } from '../checks.ts';
import { pathMark, rectMark, type Mark } from '../marks.ts';
import { linearScale, scaleOf, type Scale } from '../scale.ts';
import { hatchOf } from '../symbols.ts';
import type { Frame, HistogramSpec, Kind, Layout, Size, Twin } from '../types.ts';
import { walkAlong } from '../walk.ts';
import { countIn, edgesOf } from './bins.ts';
import type { TwinWords } from './twin-words.ts';

export interface HistogramLayout extends Layout {
  /** Edges of the bins, ascending; one more than there are bins. */
  readonly edges: readonly number[];
  readonly x: Scale;
}

interface Counted {
  readonly series: HistogramSpec['series'][number];
  readonly counts: readonly number[];
  readonly amounts: readonly number[];
}

const binsOf = ({ series, bins = 20, x }: HistogramSpec): readonly number[] =>
  typeof bins === 'number' ? edgesOf(series.map(({ values }) => values), bins, x.scale === 'log') : bins; // prettier-ignore

function counted(spec: HistogramSpec, edges: readonly number[]): Counted[] {
  return spec.series.map((series) => {
    const { counts } = countIn(series.values, edges);
    const whole = spec.amount === 'share' ? Math.max(1, series.values.length) : 1;
    return { series, counts, amounts: counts.map((value) => value / whole) };
  });
}

function layout(spec: HistogramSpec, size: Size): HistogramLayout {
  for (const { label, values } of spec.series) refuseNonNumbers(label, values);
  const edges = binsOf(spec);
  const all = counted(spec, edges);
  const most = Math.max(0, ...all.flatMap(({ amounts }) => amounts)) || 1;
  const rough = frameOf(size, []);
  const yTicks = (scale: Scale, frame: Frame) =>
    yTicksOf(scale, frame).filter(({ value }) => spec.amount === 'share' || Number.isInteger(value));
  const texts = yTicks(linearScale([0, most], [rough.bottom, rough.top]), rough).map(({ value }) =>
    spec.format(value),
  );
  const frame = frameOf(size, texts);
  const y = linearScale([0, most], [frame.bottom, frame.top]);
  const x = scaleOf({ ...spec.x, domain: [edges[0], edges.at(-1)!] }, [], [frame.left, frame.right]);
  const text = tickText(spec.x);
  const middles = edges.slice(1).map((edge, index) => (x(edge) + x(edges[index])) / 2);
  return {
    size,
    frame,
    edges,
    x,
    marks: [
      ...yAxisMarks(frame, yTicks(y, frame), spec.format, spec.yLabel, size.width),
      ...all.flatMap((one) => barsOf(one, edges, x, y)),
      ...xAxisMarks(frame, withRoom(ticksOf(x, ticksAcross(frame)), text), text, spec.x.label, size),
    ],
    walk: walkAlong(middles, (index) => ({
      x: middles[index],
      title: `${spec.x.label} ${binText(spec, edges, index)}`,
      readings: all.map(({ series, counts, amounts }) => ({
        label: series.label,
        value: spec.format(amounts[index]),
        more: `${counts[index]}/${series.values.length}`,
        style: series.style,
      })),
      marks: [
        rectMark(
          x(edges[index]),
          frame.top,
          x(edges[index + 1]) - x(edges[index]),
          frame.bottom - frame.top,
          {
            stroke: '--ink-2',
            dash: '3 3',
          },
        ),
      ],
    })),
  };
}

/** The last bin holds its upper edge too. */
const binText = ({ x }: HistogramSpec, edges: readonly number[], index: number): string =>
  `[${x.format(edges[index])}, ${x.format(edges[index + 1])}${index === edges.length - 2 ? ']' : ')'}`;

/** Hatched columns of one series and its outline, so that what lies beneath another series stays visible. */
function barsOf({ series, amounts }: Counted, edges: readonly number[], x: Scale, y: Scale): Mark[] {
  const base = y(0);
  const columns = amounts.flatMap((amount, index) =>
    amount > 0
      ? [
          rectMark(x(edges[index]), y(amount), x(edges[index + 1]) - x(edges[index]), base - y(amount), {
            fill: series.style.colour,
            hatch: hatchOf(series.style),
            opacity: 0.75,
          }),
        ]
      : [],
  );
  const round = (value: number) => Math.round(value * 100) / 100;
  const outline = amounts
    .map((amount, index) => `V${round(y(amount))}H${round(x(edges[index + 1]))}`)
    .join('');
  return [
    ...columns,
    pathMark(`M${round(x(edges[0]))},${round(base)}${outline}V${round(base)}`, {
      stroke: series.style.colour,
      thick: 1.75,
      ...(series.style.dash && { dash: series.style.dash }),
    }),
  ];
}

function twin(spec: HistogramSpec, words: TwinWords): Twin {
  const edges = binsOf(spec);
  const all = counted(spec, edges);
  const bins = edges.slice(1).map((_, index) => index);
  return {
    text: {
      head: [spec.x.label, ...spec.series.map(({ label }) => label)],
      rows: bins.map((bin) => [
        binText(spec, edges, bin),
        ...all.map(({ amounts }) => spec.format(amounts[bin])),
      ]),
    },
    cells: {
      head: [
        `${spec.x.label} ${words.from}`,
        `${spec.x.label} ${words.to}`,
        ...spec.series.map(({ label }) => label),
      ],
      rows: bins.map((bin) => [edges[bin], edges[bin + 1], ...all.map(({ counts }) => counts[bin])]),
    },
  };
}

export const histogramKind: Kind<HistogramSpec, HistogramLayout> = {
  legend: ({ series }) => series.map(({ id, label, style }) => ({ id, label, style, shape: 'fill' })),
  /** Bins stay those of all series, so that nothing moves when one is switched off. */
  without: (spec, hidden) => ({
    ...spec,
    bins: binsOf(spec),
    series: spec.series.filter(({ id }) => !hidden.includes(id)),
  }),
  layout,
  twin,
};
