import { readFile } from 'node:fs/promises';
import { GraphBuilder } from '../../../src/graph/builder.ts';
import { differentiate } from '../../../src/graph/differentiate.ts';
import { importModel } from '../../../src/graph/model.ts';
import { UserError } from '../../../src/messages/index.ts';
import { stream } from '../../../src/numeric/random.ts';
import { decodedModel, drawing, mutated } from './mutations.ts';

const fixtures = ['attention', 'odd', 'perceptron', 'pooled', 'residual', 'log-softmax-end'];

export interface FuzzResult {
  taken: number;
  refused: number;
  /** Milliseconds of the slowest file. */
  slowest: number;
  /** Anything thrown that is no sentence for the person, with the file's number. */
  crashes: string[];
}

/** Damaged copies of valid files by their numbers: each number is always the same copy. */
export async function damagedCopies(): Promise<(copy: number) => Uint8Array> {
  const files = await Promise.all(
    fixtures.map(async (name) => {
      const url = new URL(`../../fixtures/models/${name}.onnx`, import.meta.url);
      const bytes = new Uint8Array(await readFile(url));
      return { bytes, decoded: decodedModel(bytes) };
    }),
  );
  return (copy) => {
    const { bytes, decoded } = files[copy % files.length];
    return mutated(bytes, decoded, drawing(stream(copy, 'fuzz')));
  };
}

/** Reads, imports and differentiates `count` damaged copies of valid files from number `first` on. */
export async function fuzz(first: number, count: number): Promise<FuzzResult> {
  const damagedCopy = await damagedCopies();
  const result: FuzzResult = { taken: 0, refused: 0, slowest: 0, crashes: [] };
  for (let copy = first; copy < first + count; copy++) {
    const damaged = damagedCopy(copy);
    const start = performance.now();
    try {
      const model = importModel(damaged);
      if (model.access === 'gradient')
        differentiate(GraphBuilder.from(model.graph), model.output, [model.input.name], 'wasm');
      result.taken++;
    } catch (error) {
      if (error instanceof UserError) result.refused++;
      else
        result.crashes.push(
          `${copy}: ${error instanceof Error ? error.stack?.slice(0, 600) : String(error)}`,
        );
    }
    result.slowest = Math.max(result.slowest, performance.now() - start);
  }
  return result;
}
