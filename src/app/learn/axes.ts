import { lessonRuns, type LessonRunId } from './results.ts';

/** Empty axes on a worksheet, in millimetres: places of the ticks and what stands at them. */
export interface Axes {
  readonly width: number;
  readonly height: number;
  readonly left: number;
  readonly bottom: number;
  readonly x: readonly { readonly at: number; readonly value: number }[];
  readonly y: readonly { readonly at: number; readonly value: number }[];
}

/** Iterations that get a tick: at most ten, in whole numbers. */
function iterationTicks(most: number): number[] {
  const step = Math.max(1, Math.ceil(most / 10));
  return Array.from({ length: Math.floor(most / step) + 1 }, (_, index) => index * step);
}

/** Axes of the plan that a step shows: accuracy from 0 to 1, against its ε values or its iterations. */
export function axesOf(id: LessonRunId, against: 'epsilon' | 'iterations'): Axes {
  const parameters: Readonly<Record<string, unknown>> = lessonRuns[id].plan.indicators[0].parameters;
  const values =
    against === 'epsilon'
      ? (parameters.epsilons as readonly number[])
      : iterationTicks(Number(parameters.iterations));
  const [width, height, left, bottom, top, right] = [150, 74, 16, 12, 8, 8];
  const most = values[values.length - 1];
  const across = (value: number) => left + (value / most) * (width - left - right);
  const up = (value: number) => height - bottom - value * (height - bottom - top);
  return {
    width,
    height,
    left,
    bottom,
    x: values.map((value) => ({ value, at: across(value) })),
    y: [0, 0.25, 0.5, 0.75, 1].map((value) => ({ value, at: up(value) })),
  };
}
