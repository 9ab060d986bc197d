import type { Dataset } from '../../../datasets/types.ts';
import { softmaxRows } from '../../../oracles/model.ts';
import { stream } from '../../../numeric/random.ts';
import { gather, inputSpace } from '../../../training/data.ts';
import type { TrainableModel } from '../../../training/engine.ts';
import { topClass } from '../../../training/evaluate.ts';
import { planeFor, type Plane } from './plane.ts';
import type { Picture, PictureView } from './types.ts';

const mostPoints = 200;
const batch = 256;

/** Squares along each side: fine at the end, coarser while training goes on. */
const sides = { live: { table: 48, image: 36 }, final: { table: 96, image: 72 } } as const;

/** Draws what a model decides on a plane through its inputs. */
export class Painter {
  readonly #dataset: Dataset;
  #view: PictureView;
  #plane: Plane | undefined;

  constructor(dataset: Dataset, view: PictureView) {
    this.#dataset = dataset;
    this.#view = view;
    this.#plane = planeFor(dataset, view);
  }

  look(view: PictureView): void {
    this.#view = view;
    this.#plane = planeFor(this.#dataset, view);
  }

  /** Undefined where there is nothing to draw. */
  async paint(model: TrainableModel, step: number, quality: 'live' | 'final'): Promise<Picture | undefined> {
    const plane = this.#plane;
    const view = this.#view;
    if (!plane) return undefined;
    const side = sides[quality][this.#dataset.kind];
    const { decided, confidence } = await decide(model, this.#inputs(plane, side), side * side);
    return {
      view,
      step,
      side,
      decided,
      confidence,
      range: plane.range,
      points: await this.#points(model, plane),
    };
  }

  /** The centres of the squares, row by row from the lower edge; images keep to the range of pixels. */
  #inputs({ origin, first, second, range }: Plane, side: number): (at: number, into: Float32Array) => void {
    const { low, high } = inputSpace(this.#dataset);
    const image = this.#dataset.kind === 'image';
    const place = ([from, to]: readonly [number, number], i: number) =>
      from + ((i + 0.5) / side) * (to - from);
    return (at, into) => {
      const a = place(range[0], at % side);
      const b = place(range[1], Math.floor(at / side));
      for (let i = 0; i < into.length; i++) {
        const value = origin[i] + a * first[i] + b * second[i];
        into[i] = image ? Math.min(Math.max(value, low[i]), high[i]) : value;
      }
    };
  }

  async #points(model: TrainableModel, plane: Plane): Promise<Picture['points']> {
    const { test } = this.#dataset;
    const size = test.x.length / test.count;
    const rows = stream(1, 'picture', 'points').sample(test.count, Math.min(mostPoints, test.count)).sort();
    const x = gather(test.x, size, rows, new Float32Array(rows.length * size));
    const read = (at: number, into: Float32Array) => into.set(x.subarray(at * size, (at + 1) * size));
    const { decided } = await decide(model, read, rows.length);
    const at = Array.from(rows, (_, i) => plane.locate(x.subarray(i * size, (i + 1) * size)));
    return {
      first: Float32Array.from(at, ([a]) => a),
      second: Float32Array.from(at, ([, b]) => b),
      label: Uint8Array.from(rows, (row) => test.y[row]),
      decided,
    };
  }
}

async function decide(model: TrainableModel, read: (at: number, into: Float32Array) => void, count: number) {
  const { classes, input } = model.architecture;
  const size = input.reduce((a, b) => a * b, 1);
  const decided = new Uint8Array(count);
  const confidence = new Uint8Array(count);
  for (let from = 0; from < count; from += batch) {
    const rows = Math.min(batch, count - from);
    const x = new Float32Array(rows * size);
    for (let i = 0; i < rows; i++) read(from + i, x.subarray(i * size, (i + 1) * size));
    const logits = await model.logits({ x, count: rows });
    const shares = softmaxRows(logits, classes);
    for (let i = 0; i < rows; i++) {
      decided[from + i] = topClass(logits, i, classes);
      confidence[from + i] = Math.round(255 * shares[i * classes + decided[from + i]]);
    }
  }
  return { decided, confidence };
}
