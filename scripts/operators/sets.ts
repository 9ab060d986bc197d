/** The first operator set of those that began after 7, as the engine's own schemas have it (each asked by a model of one node). */
const started: Readonly<Record<number, string>> = {
  8: 'Expand',
  9: 'Acosh Asinh Atanh Compress ConstantOfShape Cosh Erf EyeLike IsNaN MaxUnpool OneHot Shrink Sign Sinh Where',
  10: 'DequantizeLinear IsInf Mod QuantizeLinear Resize ReverseSequence',
  11: 'BitShift CumSum GatherElements GatherND Range Round ScatterElements ScatterND',
  12: 'Celu Einsum GreaterOrEqual LessOrEqual',
  14: 'HardSwish Trilu',
  15: 'CastLike',
  16: 'GridSample',
  18: 'BitwiseAnd BitwiseNot BitwiseOr BitwiseXor CenterCropPad Col2Im GroupNormalization Mish',
  20: 'AffineGrid Gelu',
  23: 'Attention RMSNormalization',
  24: 'Swish',
};

const first = new Map(
  Object.entries(started).flatMap(([set, names]) =>
    names.split(' ').map((name) => [name, Number(set)] as const),
  ),
);

/** The first operator set, 7 or later, that has this operator. */
export const firstSet = (op: string): number => first.get(op) ?? 7;
