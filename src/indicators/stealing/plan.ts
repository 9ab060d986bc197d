import type { Selection, Shard, SubjectInfo } from '../types.ts';
import type { StealingParameters } from './fields.ts';
import { budgetsWithin, roleCounts, type RoleCounts } from './roles.ts';

/** A row of a training step against a pass over a row. */
const TRAINING_PASSES = 8;
/** Rows of a step. */
export const COPY_BATCH = 32;
/** Rows that adversarial inputs are made of, at most. */
export const TRANSFER_ROWS = 200;

/** What one piece of work does. */
export type Piece =
  | { readonly kind: 'victim' }
  | { readonly kind: 'theft'; readonly sampler: string; readonly seed: number }
  | { readonly kind: 'independent'; readonly seed: number };

export interface PieceSettings extends Record<string, unknown> {
  readonly piece: Piece;
  readonly counts: RoleCounts;
  /** Budgets that the pool reaches. */
  readonly budgets: readonly number[];
  /** Hash of what is known of the training. */
  readonly training: string;
}

function keyOf(piece: Piece): string {
  switch (piece.kind) {
    case 'victim':
      return 'victim';
    case 'theft':
      return `theft/${piece.sampler}/${piece.seed}`;
    case 'independent':
      return `independent/${piece.seed}`;
  }
}

/** Parameters that decide a piece; other samplers, or more seeds, make none anew. */
const DEPENDS: Readonly<Record<Piece['kind'], readonly (keyof StealingParameters)[]>> = {
  victim: [],
  theft: ['budgets', 'answers', 'surrogate', 'steps', 'transfer', 'epsilons'],
  independent: ['surrogate', 'steps'],
};

/** All pieces. Seeds come first, so that a run cut short has whole curves of every sampler. */
export function shardsOf(
  id: string,
  parameters: StealingParameters,
  subject: SubjectInfo,
  selection: Selection,
): Shard[] {
  const { samplers, seeds, steps, transfer, epsilons } = parameters;
  const counts = roleCounts(subject, selection);
  const budgets = budgetsWithin(parameters.budgets, counts.pool);
  const training = steps * COPY_BATCH * TRAINING_PASSES;
  // A copy of each budget and its control, each trained, and the adversarial inputs of the copy.
  const attacked = transfer === 'none' ? 0 : TRANSFER_ROWS * epsilons.length * (transfer === 'pgd' ? 100 : 5);
  const theft = budgets.length * (2 * training + attacked);
  const pieces: { piece: Piece; part: string; work: number }[] = [
    { piece: { kind: 'victim' }, part: 'victim', work: counts.evaluation },
    ...Array.from({ length: seeds }, (_, seed) => [
      ...(budgets.length > 0 ? samplers : []).map((sampler) => ({
        piece: { kind: 'theft' as const, sampler, seed },
        part: sampler,
        work: theft,
      })),
      ...(counts.independent > 0
        ? [
            {
              piece: { kind: 'independent' as const, seed },
              part: 'independent',
              work: training,
            },
          ]
        : []),
    ]).flat(),
  ];
  return pieces.map(({ piece, part, work }) => ({
    indicator: id,
    key: keyOf(piece),
    part,
    indices: selection.indices,
    settings: {
      piece,
      counts,
      budgets,
      training: subject.training?.sha256 ?? '',
    } satisfies PieceSettings,
    depends: DEPENDS[piece.kind],
    work,
  }));
}
