import type { Stream } from '../numeric/random.ts';
import type { TrainingBatch } from './engine.ts';
import type { DropoutStep, Step } from './network.ts';

/** Every dropout layer of a network, blocks included. */
export function dropoutSteps(steps: readonly Step[]): DropoutStep[] {
  return steps.flatMap((step) => {
    if (step.kind === 'residual') return dropoutSteps([...step.body, ...step.shortcut]);
    return step.kind === 'dropout' ? [step] : [];
  });
}

const sizeOf = ({ shape }: DropoutStep): number => shape.reduce((a, b) => a * b, 1);

/** Of each dropout layer, 0 where a value is dropped and 1 / (1 − rate) where it stays: count × the layer's shape. */
export function drawMasks(
  layers: readonly DropoutStep[],
  count: number,
  random: (purpose: string) => Stream,
): ReadonlyMap<string, Float32Array> {
  return new Map(
    layers.map((layer) => {
      const mask = random(layer.name).fillUniform(new Float32Array(count * sizeOf(layer)));
      for (let i = 0; i < mask.length; i++) mask[i] = mask[i] < layer.rate ? 0 : 1 / (1 - layer.rate);
      return [layer.name, mask];
    }),
  );
}

/** The mask of a layer that a batch brings; ones, which drop nothing, where it brings none. */
export function maskOf({ masks, count }: TrainingBatch, layer: DropoutStep): Float32Array {
  return masks?.get(layer.name) ?? new Float32Array(count * sizeOf(layer)).fill(1);
}
