import { expect, test } from 'vitest';
import { outlinePoints, planeSpec } from '../../../src/app/components/walk/plane-spec.ts';
import type { Sliced } from '../../../src/app/lab/walk/types.ts';

const words = {
  first: 'a',
  second: 'b',
  loss: 'loss',
  ball: 'ball',
  range: 'range',
  path: 'way',
  step: 'step',
  here: 'here',
  format: String,
  lossFormat: String,
};

const sliced: Sliced = {
  slice: {
    resolution: 3,
    half: 2,
    loss: Float32Array.of(0, 1, 2, 3, 4, 5, 6, 7, 8),
    predicted: new Uint16Array(9),
  },
  ball: new Float64Array(4).fill(1),
  box: new Float64Array(4).fill(99),
  path: [
    { a: 0, b: 0, off: 0 },
    { a: 1, b: 0, off: 0.1 },
    { a: 1, b: 5, off: 0 },
  ],
  unprojected: [{ a: 1.5, b: 0, off: 0 }, null, null],
  replaced: false,
};

test('rows run from below, values are centred on the sample', () => {
  const spec = planeSpec(sliced, 0, false, words);
  expect(spec.values).toEqual([
    [0, 1, 2],
    [3, 4, 5],
    [6, 7, 8],
  ]);
  expect('values' in spec.x && spec.x.values).toEqual([-2, 0, 2]);
});

test('shows the way so far, the step ahead, and no outline that lies beyond the map', () => {
  const ids = (at: number) => planeSpec(sliced, at, false, words).overlays!.map(({ id }) => id);
  expect(ids(0)).toEqual(['ball', 'step', 'here']);
  expect(ids(1)).toEqual(['ball', 'path', 'here']);
  const last = planeSpec(sliced, 2, false, words).overlays!.at(-1)!;
  expect(last.kind === 'point' && last.at).toEqual([1, 2]);
});

test('an outline closes, and runs along the edge of the map where it leaves it', () => {
  const points = outlinePoints([1, 9, 1, 1], 2);
  expect(points).toHaveLength(5);
  expect(points[0]).toEqual(points[4].map((value) => expect.closeTo(value, 12)));
  expect(points[1][1]).toBeCloseTo(2, 12);
});

test('the input’s range is drawn along single values alone', () => {
  const near = { ...sliced, box: new Float64Array(4).fill(0.5) };
  const first = (along: boolean) => planeSpec(near, 0, along, words).overlays![0].id;
  expect([first(true), first(false)]).toEqual(['range', 'ball']);
});
