/**
 * Operators that WebGPU leaves to the processor, with copies there and back (onnxruntime-web 1.30), found by asking:
 * `test/browser/operators-fallback.test.ts` asks again.
 */
export const onProcessor: readonly string[] = `
  BitShift BitwiseAnd BitwiseNot BitwiseOr BitwiseXor Celu EyeLike GlobalLpPool Hardmax IsInf IsNaN LRN LogSoftmax LpPool
  MaxUnpool Mean Mod OneHot QuantizeLinear ReverseSequence Round Selu Shrink Sign Size Softsign Sum
`
  .trim()
  .split(/\s+/);

/**
 * Forms that WebGPU computes wrongly or fails on. `src/graph/hazards.ts` keeps models with most of them on WASM; the agreement
 * check of a model finds the others.
 */
export const wrongForms: Readonly<Record<string, string>> = {
  Conv: 'yes, but for some groups',
  ConvTranspose: 'yes, but for some groups and three axes',
  Einsum: 'wrong in some forms',
  LayerNormalization: 'yes, but for a scale of fewer axes',
  MaxPool: 'yes, but with indices',
  Pad: 'yes, but `wrap`',
  Pow: 'yes, but for some computed exponents',
  Resize: 'yes, but with `antialias`',
};
