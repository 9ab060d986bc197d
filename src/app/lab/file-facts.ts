import type { ImportSetting } from '../../assessment/import-setting.ts';
import type { Dataset } from '../../datasets/types.ts';
import { importModel } from '../../graph/model.ts';
import { UserError, type Message } from '../../messages/index.ts';

/** Shapes as people write them: 1 × 8 × 8. */
const shapeText = (shape: readonly number[]) => shape.join(' × ');

/** A model by itself: what it takes and gives. One whose input shape is left open is judged once there are data. */
export function modelFacts(bytes: Uint8Array, { output, single }: ImportSetting): Message[] {
  try {
    const { input, classes, opset, notDifferentiable } = importModel(bytes, { output, single });
    const values = { input: shapeText(input.sampleShape), classes, opset };
    return [
      { id: 'app.understood-model', values },
      ...(notDifferentiable.length
        ? [
            {
              id: 'app.understood-no-gradient',
              values: { operators: notDifferentiable.join(', ') },
            } as const,
          ]
        : []),
    ];
  } catch (error) {
    const user = UserError.from(error);
    if (user?.id === 'graph.free-shape') return [{ id: 'app.understood-model-open' }];
    // What the one value means can be said yet.
    if (user?.id === 'graph.one-value' || user?.id === 'graph.regression') return [user.told];
    throw error;
  }
}

function extremes({ x }: Dataset['test']): { low: number; high: number } {
  let [low, high] = [Infinity, -Infinity];
  for (const value of x) {
    if (value < low) low = value;
    if (value > high) high = value;
  }
  return { low, high };
}

/** Data as they were read: how many samples of which shape, classes, and the values that occur. */
export function dataFacts({ kind, shape, classes, train, test }: Dataset): Message[] {
  const values = { shape: shapeText(shape), classes, count: train.count + test.count, ...extremes(test) };
  return [{ id: kind === 'image' ? 'app.understood-images' : 'app.understood-table', values }];
}

export const statisticsFacts = ({ mean }: { readonly mean: ArrayLike<number> }): Message[] => [
  { id: 'app.understood-statistics', values: { features: mean.length } },
];
