/**
 * The inverse DCT of the Independent JPEG Group's accurate integer method (`jidctint.c`: C. Loeffler, A. Ligtenberg, G. Moschytz
 * 1989; 13 bits of constants, 2 extra bits between the passes), which libjpeg, libjpeg-turbo and so Pillow, OpenCV and
 * torchvision use: pixels agree with theirs to the last bit.
 */

const PASS1 = 11;
const PASS2 = 18;
const work = new Int32Array(64);

/** One pass over 8 values `step` apart; `shift` bits are rounded off. */
function pass(from: Int32Array, start: number, step: number, shift: number): void {
  const half = 1 << (shift - 1);
  const c0 = from[start];
  const c1 = from[start + step];
  const c2 = from[start + 2 * step];
  const c3 = from[start + 3 * step];
  const c4 = from[start + 4 * step];
  const c5 = from[start + 5 * step];
  const c6 = from[start + 6 * step];
  const c7 = from[start + 7 * step];

  const e1 = (c2 + c6) * 4433;
  const e2 = e1 - c6 * 15137;
  const e3 = e1 + c2 * 6270;
  const s0 = (c0 + c4) * 8192;
  const s1 = (c0 - c4) * 8192;
  const t0 = s0 + e3;
  const t3 = s0 - e3;
  const t1 = s1 + e2;
  const t2 = s1 - e2;

  const z5 = (c7 + c3 + c5 + c1) * 9633;
  const z1 = (c7 + c1) * -7373;
  const z2 = (c5 + c3) * -20995;
  const z3 = (c7 + c3) * -16069 + z5;
  const z4 = (c5 + c1) * -3196 + z5;
  const o0 = c7 * 2446 + z1 + z3;
  const o1 = c5 * 16819 + z2 + z4;
  const o2 = c3 * 25172 + z2 + z3;
  const o3 = c1 * 12299 + z1 + z4;

  from[start] = (t0 + o3 + half) >> shift;
  from[start + 7 * step] = (t0 - o3 + half) >> shift;
  from[start + step] = (t1 + o2 + half) >> shift;
  from[start + 6 * step] = (t1 - o2 + half) >> shift;
  from[start + 2 * step] = (t2 + o1 + half) >> shift;
  from[start + 5 * step] = (t2 - o1 + half) >> shift;
  from[start + 3 * step] = (t3 + o0 + half) >> shift;
  from[start + 4 * step] = (t3 - o0 + half) >> shift;
}

/** Pixels of the block whose coefficients begin at `from`, written to a plane of `stride` columns at `to`. */
export function inverseDct(
  coefficients: Int16Array,
  from: number,
  quantisation: Uint16Array,
  plane: Uint8Array,
  to: number,
  stride: number,
): void {
  for (let i = 0; i < 64; i++) work[i] = coefficients[from + i] * quantisation[i];
  for (let column = 0; column < 8; column++) pass(work, column, 8, PASS1);
  for (let row = 0; row < 8; row++) {
    pass(work, 8 * row, 1, PASS2);
    const at = to + row * stride;
    for (let column = 0; column < 8; column++) {
      const value = work[8 * row + column] + 128;
      plane[at + column] = value < 0 ? 0 : value > 255 ? 255 : value;
    }
  }
}
