import type { GraphBuilder } from '../builder.ts';
import { floatOf, float, int, intOf } from '../ir.ts';
import type { Dim, Shape, ValueType } from '../ir.ts';
import type { GradientContext, OperatorTable, ShapeContext } from '../operator.ts';
import { broadcastsTo } from '../shapes.ts';

function matrixOperand({ inputs }: ShapeContext, index: number): Shape {
  const type = inputs[index];
  if (!type) throw new Error(`input ${index} is absent`);
  if (type.dtype !== 'float32') throw new Error(`input ${index} is ${type.dtype}, not float32`);
  return type.shape;
}

const swapped = ([rows, columns]: Shape, swap: boolean): [Dim, Dim] =>
  swap ? [columns, rows] : [rows, columns];

function gemmShape(context: ShapeContext): ValueType[] {
  const { attributes } = context.node;
  const [a, b] = [matrixOperand(context, 0), matrixOperand(context, 1)];
  if (a.length !== 2 || b.length !== 2) throw new Error('expects two matrices');
  const [rows, inner] = swapped(a, intOf(attributes, 'transA', 0) !== 0);
  const [other, columns] = swapped(b, intOf(attributes, 'transB', 0) !== 0);
  if (inner !== other) throw new Error(`inner sizes ${inner} and ${other} differ`);
  const shape = [rows, columns];
  if (context.node.inputs[2] && !broadcastsTo(matrixOperand(context, 2), shape))
    throw new Error('the bias does not fit the product');
  return [{ dtype: 'float32', shape }];
}

interface Matrix {
  readonly name: string;
  readonly transposed: boolean;
}

const flipped = ({ name, transposed }: Matrix): Matrix => ({ name, transposed: !transposed });

/** alpha · A · B with either matrix read as its transpose. */
function product(builder: GraphBuilder, a: Matrix, b: Matrix, alpha = 1): string {
  if (alpha === 1 && !a.transposed && !b.transposed) return builder.emit('MatMul', [a.name, b.name]);
  return builder.emit('Gemm', [a.name, b.name], {
    transA: int(a.transposed ? 1 : 0),
    transB: int(b.transposed ? 1 : 0),
    ...(alpha === 1 ? {} : { alpha: float(alpha) }),
  });
}

function gemmGradient({ builder, node, upstream, wanted }: GradientContext) {
  const name = upstream[0];
  if (name === undefined) return [];
  const dy: Matrix = { name, transposed: false };
  const a: Matrix = { name: node.inputs[0], transposed: intOf(node.attributes, 'transA', 0) !== 0 };
  const b: Matrix = { name: node.inputs[1], transposed: intOf(node.attributes, 'transB', 0) !== 0 };
  const alpha = floatOf(node.attributes, 'alpha', 1);
  const beta = floatOf(node.attributes, 'beta', 1);
  const da = () =>
    a.transposed ? product(builder, b, flipped(dy), alpha) : product(builder, dy, flipped(b), alpha);
  const db = () =>
    b.transposed ? product(builder, flipped(dy), a, alpha) : product(builder, flipped(a), dy, alpha);
  const dc = () => {
    const sum = builder.unbroadcast(name, builder.shape(node.inputs[2]));
    return beta === 1 ? sum : builder.mul(sum, builder.scalar(beta));
  };
  return [wanted(0) ? da() : undefined, wanted(1) ? db() : undefined, wanted(2) ? dc() : undefined];
}

/** Shapes with the vectors of MatMul made matrices: a row before, a column after. */
function asMatrices(a: Shape, b: Shape): [Shape, Shape] {
  return [a.length === 1 ? [1, a[0]] : a, b.length === 1 ? [b[0], 1] : b];
}

function broadcastLead(a: Shape, b: Shape): Dim[] {
  const rank = Math.max(a.length, b.length);
  return Array.from({ length: rank }, (_, axis) => {
    const left = a[axis - rank + a.length] ?? 1;
    const right = b[axis - rank + b.length] ?? 1;
    if (left !== right && left !== 1 && right !== 1)
      throw new Error(`sizes ${left} and ${right} do not broadcast`);
    return left === 1 ? right : left;
  });
}

function matmulShape(context: ShapeContext): ValueType[] {
  const [first, second] = [matrixOperand(context, 0), matrixOperand(context, 1)];
  if (first.length === 0 || second.length === 0) throw new Error('expects no scalars');
  const [a, b] = asMatrices(first, second);
  const [inner, other] = [a[a.length - 1], b[b.length - 2]];
  if (inner !== other) throw new Error(`inner sizes ${inner} and ${other} differ`);
  const shape = broadcastLead(a.slice(0, -2), b.slice(0, -2));
  if (first.length > 1) shape.push(a[a.length - 2]);
  if (second.length > 1) shape.push(b[b.length - 1]);
  return [{ dtype: 'float32', shape }];
}

/** A · B over the last two axes, with either read as its transpose. */
function batchedProduct(builder: GraphBuilder, a: Matrix, b: Matrix): string {
  if (builder.shape(a.name).length === 2 && builder.shape(b.name).length === 2) return product(builder, a, b);
  return builder.emit('MatMul', [turned(builder, a), turned(builder, b)]);
}

function turned(builder: GraphBuilder, { name, transposed }: Matrix): string {
  if (!transposed) return name;
  const rank = builder.shape(name).length;
  const perm = Array.from({ length: rank }, (_, axis) => axis);
  [perm[rank - 1], perm[rank - 2]] = [rank - 2, rank - 1];
  return builder.transpose(name, perm);
}

/** All leading axes of a value as rows of one matrix. */
function asRows(builder: GraphBuilder, name: string): string {
  const shape = builder.shape(name);
  const rows = shape.slice(0, -1).reduce((size, dim) => size * dim, 1);
  return builder.reshape(name, [rows, shape[shape.length - 1]]);
}

function matmulGradient({ builder, node, upstream, wanted }: GradientContext) {
  if (upstream[0] === undefined) return [];
  const shapes = node.inputs.map((name) => builder.shape(name));
  const [aShape, bShape] = asMatrices(shapes[0], shapes[1]);
  const a = builder.reshape(node.inputs[0], aShape);
  const b = builder.reshape(node.inputs[1], bShape);
  const lead = broadcastLead(aShape.slice(0, -2), bShape.slice(0, -2));
  const dy = builder.reshape(upstream[0], [...lead, aShape[aShape.length - 2], bShape[bShape.length - 1]]);
  const da = () => {
    const full = batchedProduct(builder, plain(dy), flipped(plain(b)));
    return builder.reshape(builder.unbroadcast(full, aShape), shapes[0]);
  };
  const db = () => {
    const rows = bShape.length === 2;
    const full = rows
      ? product(builder, flipped(plain(asRows(builder, a))), plain(asRows(builder, dy)))
      : batchedProduct(builder, flipped(plain(a)), plain(dy));
    return builder.reshape(builder.unbroadcast(full, bShape), shapes[1]);
  };
  return [wanted(0) ? da() : undefined, wanted(1) ? db() : undefined];
}

const plain = (name: string): Matrix => ({ name, transposed: false });

export const matmul: OperatorTable = {
  Gemm: { shape: gemmShape, gradient: gemmGradient },
  MatMul: { shape: matmulShape, gradient: matmulGradient },
};
