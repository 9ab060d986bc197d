import type { HeatAxis, HeatSpec, Twin } from '../types.ts';

const name = (axis: HeatAxis, index: number): string =>
  'names' in axis ? axis.names[index] : axis.format(axis.values[index]);

const cell = (axis: HeatAxis, index: number): string | number =>
  'names' in axis ? axis.names[index] : axis.values[index];

/** The matrix itself, rows as they are given. */
export function heatTwin(spec: HeatSpec): Twin {
  const columns = spec.values[0]?.map((_, index) => index) ?? [];
  const corner = `${spec.y.label} \\ ${spec.x.label}`;
  return {
    text: {
      head: [corner, ...columns.map((column) => name(spec.x, column))],
      rows: spec.values.map((row, index) => [name(spec.y, index), ...row.map(spec.format)]),
    },
    cells: {
      head: [corner, ...columns.map((column) => String(cell(spec.x, column)))],
      rows: spec.values.map((row, index) => [cell(spec.y, index), ...row]),
    },
  };
}
