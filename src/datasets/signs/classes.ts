import { digger, fifty, leftCar, rightCar, roundabout, stopWord, thirty, walker } from './pictograms.ts';
import { disc, polygon, rectangle, regular, rounded, type Point, type Shape } from './shapes.ts';

/** Red, green, blue in [0, 1]. */
export type Colour = readonly [number, number, number];

export const WHITE: Colour = [0.95, 0.95, 0.93];
const BLACK: Colour = [0.07, 0.07, 0.08];
const RED: Colour = [0.78, 0.07, 0.11];
const BLUE: Colour = [0.04, 0.3, 0.66];
const YELLOW: Colour = [0.98, 0.76, 0.07];

/** A painted area; later layers cover earlier ones. */
export interface Layer {
  readonly colour: Colour;
  readonly shape: Shape;
}

export interface SignClass {
  readonly id: string;
  readonly layers: readonly Layer[];
}

const layer = (colour: Colour, shape: Shape): Layer => ({ colour, shape });

/** White disc with a red ring. */
const prohibition = [
  layer(WHITE, disc(0, 0, 1)),
  layer(RED, disc(0, 0, 0.96)),
  layer(WHITE, disc(0, 0, 0.72)),
];

/** Triangle with its middle near (0, 0.1), pointing up (1) or down (−1). */
const triangle = (size: number, up: 1 | -1): Point[] => [
  [0, up * (0.12 - 0.98 * size)],
  [0.9 * size, up * (0.12 + 0.56 * size)],
  [-0.9 * size, up * (0.12 + 0.56 * size)],
];

const warning = [
  layer(WHITE, rounded(triangle(1.06, 1), 0.12)),
  layer(RED, rounded(triangle(1.02, 1), 0.11)),
  layer(WHITE, rounded(triangle(0.72, 1), 0.05)),
];

/** The classes in the order of their labels. Drawn after the Vienna Convention on Road Signs and Signals (1968). */
export const signClasses: readonly SignClass[] = [
  { id: 'speed-limit-30', layers: [...prohibition, layer(BLACK, thirty)] },
  { id: 'speed-limit-50', layers: [...prohibition, layer(BLACK, fifty)] },
  { id: 'no-overtaking', layers: [...prohibition, layer(RED, leftCar), layer(BLACK, rightCar)] },
  {
    id: 'no-entry',
    layers: [
      layer(WHITE, disc(0, 0, 1)),
      layer(RED, disc(0, 0, 0.95)),
      layer(WHITE, rounded(rectangle(-0.66, -0.14, 0.66, 0.14), 0.04)),
    ],
  },
  {
    id: 'stop',
    layers: [
      layer(WHITE, polygon(regular(8, 1.08, 22.5))),
      layer(RED, polygon(regular(8, 0.98, 22.5))),
      layer(WHITE, stopWord),
    ],
  },
  {
    id: 'give-way',
    layers: [
      layer(WHITE, rounded(triangle(1.06, -1), 0.12)),
      layer(RED, rounded(triangle(1.02, -1), 0.11)),
      layer(WHITE, rounded(triangle(0.62, -1), 0.05)),
    ],
  },
  {
    id: 'priority-road',
    layers: [
      layer(BLACK, rounded(regular(4, 1, 0), 0.06)),
      layer(WHITE, rounded(regular(4, 0.97, 0), 0.04)),
      layer(BLACK, rounded(regular(4, 0.66, 0), 0.05)),
      layer(YELLOW, rounded(regular(4, 0.61, 0), 0.05)),
    ],
  },
  { id: 'pedestrians', layers: [...warning, layer(BLACK, walker)] },
  { id: 'road-works', layers: [...warning, layer(BLACK, digger)] },
  {
    id: 'roundabout',
    layers: [layer(WHITE, disc(0, 0, 1)), layer(BLUE, disc(0, 0, 0.95)), layer(WHITE, roundabout)],
  },
];
