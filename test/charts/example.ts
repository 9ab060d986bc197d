import { barKind } from '../../src/app/charts/kinds/bars.ts';
import { heatKind } from '../../src/app/charts/kinds/heat.ts';
import { histogramKind } from '../../src/app/charts/kinds/histogram.ts';
import { lineKind } from '../../src/app/charts/kinds/line.ts';
import { rocKind } from '../../src/app/charts/kinds/roc.ts';
import { scatterGround } from '../../src/app/charts/kinds/scatter-ground.ts';
import { scatterKind } from '../../src/app/charts/kinds/scatter.ts';
import type { Mark } from '../../src/app/charts/marks.ts';
import { picture, type Picture } from '../../src/app/charts/picture.ts';
import type {
  BarSpec,
  HeatSpec,
  HistogramSpec,
  Kind,
  LineSpec,
  RocSpec,
  ScatterSpec,
} from '../../src/app/charts/types.ts';

interface Words {
  readonly title: string;
  readonly reading: string;
  readonly note?: string;
}

/** A chart as a test, an example and a live preview at once. */
export type Example = Words &
  (
    | { readonly chart: 'line'; readonly spec: LineSpec }
    | { readonly chart: 'roc'; readonly spec: RocSpec }
    | { readonly chart: 'histogram'; readonly spec: HistogramSpec }
    | { readonly chart: 'bars'; readonly spec: BarSpec }
    | { readonly chart: 'heat'; readonly spec: HeatSpec }
    | { readonly chart: 'scatter'; readonly spec: ScatterSpec }
  );

const size = { width: 640, height: 360 };

/** The example as the page would save it. */
export function pictureOf(example: Example): Picture {
  switch (example.chart) {
    case 'line':
      return draw(example, lineKind, example.spec);
    case 'roc':
      return draw(example, rocKind, example.spec);
    case 'histogram':
      return draw(example, histogramKind, example.spec);
    case 'bars':
      return draw(example, barKind, example.spec);
    case 'heat':
      return draw(example, heatKind, example.spec);
    case 'scatter':
      return draw(example, scatterKind, example.spec, (layout) => scatterGround(layout, example.spec));
  }
}

function draw<Spec, L extends ReturnType<Kind<Spec>['layout']>>(
  words: Words,
  kind: Kind<Spec, L>,
  spec: Spec,
  ground: (layout: L) => readonly Mark[] = () => [],
): Picture {
  const layout = kind.layout(spec, size);
  return picture({
    ...words,
    lang: 'en',
    legend: kind.legend(spec),
    marks: [...ground(layout), ...layout.marks],
    size,
  });
}

/** Draws that are the same every time: Park and Miller's generator. */
export function draws(seed: number): () => number {
  let state = seed;
  return () => {
    state = (state * 48271) % 2147483647;
    return state / 2147483647;
  };
}

/** About normal, by the sum of twelve. */
export function normals(seed: number): () => number {
  const draw = draws(seed);
  return () => {
    let sum = -6;
    for (let i = 0; i < 12; i++) sum += draw();
    return sum;
  };
}

export const percent = (value: number): string => `${Math.round(value * 1000) / 10} %`;
export const plain = (value: number): string => String(Math.round(value * 1e4) / 1e4);
