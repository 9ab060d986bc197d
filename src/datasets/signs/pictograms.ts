import {
  arc,
  disc,
  placed,
  polygon,
  rectangle,
  rounded,
  stroke,
  turned,
  union,
  type Shape,
} from './shapes.ts';

const BOLD = 0.2;

/** Digits of speed limits, about 0.5 wide and 0.9 high around the middle. */
const three: Shape = union(
  stroke(arc(-0.02, -0.225, 0.2, 0.2, -155, 90), BOLD),
  stroke(arc(-0.02, 0.215, 0.23, 0.24, -90, 155), BOLD),
);
const five: Shape = union(
  stroke(
    [
      [0.2, -0.42],
      [-0.17, -0.42],
      [-0.2, -0.04],
    ],
    BOLD,
  ),
  stroke(arc(-0.03, 0.17, 0.25, 0.28, -130, 150), BOLD),
);
const zero: Shape = stroke(arc(0, 0, 0.2, 0.42, 0, 360), BOLD);

const pair = (first: Shape, second: Shape): Shape =>
  union(placed(first, -0.31, 0, 0.92), placed(second, 0.31, 0, 0.92));

export const thirty = pair(three, zero);
export const fifty = pair(five, zero);

const LETTER = 0.13;

/** The word STOP, 1.4 wide and 0.5 high. */
export const stopWord: Shape = union(
  placed(
    union(
      stroke(arc(0, -0.12, 0.13, 0.12, -30, -270), LETTER),
      stroke(arc(0, 0.12, 0.13, 0.12, -90, 150), LETTER),
    ),
    -0.54,
    0,
  ),
  placed(
    union(
      stroke(rectangle(-0.15, -0.24, 0.15, -0.24).slice(0, 2), LETTER),
      stroke(
        [
          [0, -0.24],
          [0, 0.24],
        ],
        LETTER,
      ),
    ),
    -0.19,
    0,
  ),
  placed(stroke(arc(0, 0, 0.13, 0.24, 0, 360), LETTER), 0.17, 0),
  placed(
    union(
      stroke(
        [
          [-0.12, 0.24],
          [-0.12, -0.24],
        ],
        LETTER,
      ),
      stroke([[-0.12, -0.24], ...arc(0.02, -0.11, 0.12, 0.13, -90, 90), [-0.12, 0.02]], LETTER),
    ),
    0.56,
    0,
  ),
);

/** A car from behind, 0.6 wide: the body with its roof, and the window cut out of it. */
const carBody: Shape = union(
  rounded(rectangle(-0.24, -0.02, 0.24, 0.14), 0.06),
  rounded(
    [
      [-0.15, -0.24],
      [0.15, -0.24],
      [0.22, 0],
      [-0.22, 0],
    ],
    0.04,
  ),
  polygon(rectangle(-0.28, 0.16, -0.15, 0.33)),
  polygon(rectangle(0.15, 0.16, 0.28, 0.33)),
);
const carWindow: Shape = polygon([
  [-0.12, -0.19],
  [0.12, -0.19],
  [0.17, -0.03],
  [-0.17, -0.03],
]);
const car: Shape = (x, y) => carBody(x, y) && !carWindow(x, y);

export const leftCar = placed(car, -0.32, -0.02, 1.06);
export const rightCar = placed(car, 0.32, -0.02, 1.06);

/** A person who walks to the left, over the bars of a crossing. */
export const walker: Shape = union(
  disc(0.02, -0.38, 0.105),
  stroke(
    [
      [0.02, -0.2],
      [0.03, 0.1],
    ],
    0.19,
  ),
  stroke(
    [
      [0.03, 0.08],
      [-0.1, 0.28],
      [-0.2, 0.47],
    ],
    0.12,
  ),
  stroke(
    [
      [0.05, 0.08],
      [0.12, 0.28],
      [0.23, 0.45],
    ],
    0.12,
  ),
  stroke(
    [
      [0, -0.18],
      [-0.17, -0.03],
      [-0.25, 0.08],
    ],
    0.09,
  ),
  stroke(
    [
      [0.04, -0.18],
      [0.18, -0.02],
      [0.24, 0.1],
    ],
    0.09,
  ),
  ...[-0.58, -0.34, 0.38, 0.62].map((x) =>
    polygon([
      [x - 0.09, 0.56],
      [x + 0.07, 0.56],
      [x + 0.06, 0.36],
      [x - 0.04, 0.36],
    ]),
  ),
);

/** A person who bends over a shovel beside a heap. */
export const digger: Shape = union(
  disc(-0.02, -0.33, 0.105),
  stroke(
    [
      [-0.09, -0.17],
      [-0.24, 0.12],
    ],
    0.19,
  ),
  stroke(
    [
      [-0.23, 0.12],
      [-0.13, 0.3],
      [-0.19, 0.53],
    ],
    0.12,
  ),
  stroke(
    [
      [-0.26, 0.12],
      [-0.38, 0.3],
      [-0.47, 0.53],
    ],
    0.12,
  ),
  stroke(
    [
      [-0.07, -0.15],
      [0.1, 0.06],
    ],
    0.09,
  ),
  stroke(
    [
      [-0.12, -0.02],
      [0.29, 0.26],
    ],
    0.07,
  ),
  polygon([
    [0.04, 0.59],
    [0.22, 0.3],
    [0.36, 0.22],
    [0.48, 0.3],
    [0.68, 0.59],
  ]),
);

/** A third of a circle with a head: three of them chase each other clockwise. */
const chaser: Shape = union(
  stroke(arc(0, 0, 0.48, 0.48, 178, 245), 0.17),
  turned(
    polygon([
      [-0.04, -0.72],
      [0.3, -0.47],
      [-0.04, -0.25],
    ]),
    -24,
  ),
);
export const roundabout = union(chaser, turned(chaser, 120), turned(chaser, 240));
