/** A half-precision number by its bits (IEEE 754 binary16). */
export function half(bits: number): number {
  const sign = bits & 0x8000 ? -1 : 1;
  const exponent = (bits >> 10) & 31;
  const fraction = bits & 1023;
  if (exponent === 31) return fraction === 0 ? sign * Infinity : NaN;
  // 2^-24 · fraction below the smallest normal number; else 2^(exponent − 25) · (1024 + fraction).
  if (exponent === 0) return (sign * fraction) / 16_777_216;
  const whole = sign * (1024 + fraction);
  return exponent >= 25 ? whole * (1 << (exponent - 25)) : whole / (1 << (25 - exponent));
}
