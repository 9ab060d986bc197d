import type { HeatOverlay, HeatSpec, SeriesStyle } from '../../charts/types.ts';
import type { Sliced } from '../../lab/walk/types.ts';

export interface PlaneWords {
  readonly first: string;
  readonly second: string;
  readonly loss: string;
  readonly ball: string;
  readonly range: string;
  readonly path: string;
  readonly step: string;
  readonly here: string;
  /** Of distances, and of losses. */
  readonly format: (value: number) => string;
  readonly lossFormat: (value: number) => string;
}

type Pair = readonly [number, number];

const style = (colour: string, dash: string, marker: SeriesStyle['marker'], width: number): SeriesStyle => ({
  colour,
  dash,
  marker,
  width,
  soft: false,
});

const styles = {
  ball: { ...style('--series-worst', '', 'circle', 2.5), quiet: true },
  range: { ...style('--series-noise', '3 4', 'square', 2), quiet: true },
  path: style('--series-2', '', 'circle', 2.5),
  step: { ...style('--series-4', '6 4', 'triangle', 2), quiet: true },
  here: style('--series-2', '', 'diamond', 2),
};

/** A closed line from distances at equal angles, cut to a square of ±half around the origin. */
export function outlinePoints(distances: ArrayLike<number>, half: number): Pair[] {
  const n = distances.length;
  return Array.from({ length: n + 1 }, (_, i) => {
    const angle = (2 * Math.PI * i) / n;
    const [c, s] = [Math.cos(angle), Math.sin(angle)];
    // Beyond the map a line runs along its edge.
    const reach = Math.min(distances[i % n], half / Math.max(Math.abs(c), Math.abs(s)));
    return [reach * c, reach * s];
  });
}

/** Whether an outline shows at all within ±half. */
const shows = (distances: ArrayLike<number>, half: number): boolean =>
  Array.from(distances).some((reach, i, all) => {
    const angle = (2 * Math.PI * i) / all.length;
    return reach * Math.max(Math.abs(Math.cos(angle)), Math.abs(Math.sin(angle))) < half;
  });

const within = (value: number, half: number) => Math.max(-half, Math.min(half, value));

/**
 * The loss around a sample with the ball, the input's range and the way up to a step, as a heat map.
 * @param alongValues the directions are two single values of the input
 */
export function planeSpec(
  { slice, ball, box, path, unprojected }: Sliced,
  at: number,
  alongValues: boolean,
  words: PlaneWords,
): HeatSpec {
  const { resolution, half, loss } = slice;
  const values = Array.from({ length: resolution }, (_, i) => half * ((2 * i) / (resolution - 1) - 1));
  const rows = values.map((_, row) => Array.from(loss.subarray(row * resolution, (row + 1) * resolution)));
  const walked: Pair[] = path.slice(0, at + 1).map(({ a, b }) => [within(a, half), within(b, half)] as const);
  const ahead = unprojected[at];
  const overlays: HeatOverlay[] = [];
  // Elsewhere a value at the end of its range cuts the outline down to a line, which tells nothing.
  if (alongValues && shows(box, half))
    overlays.push({
      id: 'range',
      label: words.range,
      style: styles.range,
      kind: 'path',
      points: outlinePoints(box, half),
    });
  if (shows(ball, half))
    overlays.push({
      id: 'ball',
      label: words.ball,
      style: styles.ball,
      kind: 'path',
      points: outlinePoints(ball, half),
    });
  if (walked.length > 1)
    overlays.push({ id: 'path', label: words.path, style: styles.path, kind: 'path', points: walked });
  if (ahead)
    overlays.push({
      id: 'step',
      label: words.step,
      style: styles.step,
      kind: 'path',
      points: [walked[walked.length - 1], [within(ahead.a, half), within(ahead.b, half)]],
    });
  overlays.push({
    id: 'here',
    label: words.here,
    style: styles.here,
    kind: 'point',
    at: walked[walked.length - 1],
  });
  return {
    values: rows,
    x: { label: words.first, values, format: words.format },
    y: { label: words.second, values, format: words.format },
    scaleLabel: words.loss,
    format: words.lossFormat,
    numbers: false,
    contours: 7,
    overlays,
  };
}
