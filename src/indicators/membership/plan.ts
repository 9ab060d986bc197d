import { stream } from '../../numeric/random.ts';
import type { Selection, Shard, SubjectInfo } from '../types.ts';
import { AUGMENTATIONS } from '../../attacks/membership/copies.ts';
import { asksCopies, attackOf, runsApart, type MembershipParameters } from './fields.ts';
import { roleCounts, type RoleCounts } from './roles.ts';

/** Records of one pass. */
const SLICE = 500;
/** Label-only attacks ask hundreds of times for each record. */
const LABEL_SLICE = 50;
/** Queries of a record; images take nine more. */
const LABEL_QUERIES = 541;
/**
 * A row of a training step against a pass over a row in batches of a hundred: 4 to 6 times as long for convolutions, 16 for a wide table,
 * 26 for a tiny network, where the step itself costs most.
 */
const TRAINING_PASSES = 8;
/** Passes over the rows of a network without a known recipe. */
const USUAL_EPOCHS = 30;

/** What one piece of work does. */
export type Piece =
  | { readonly kind: 'target' | 'label'; readonly from: number; readonly to: number }
  | { readonly kind: 'shadow'; readonly shadow: number }
  | { readonly kind: 'attack'; readonly attack: string }
  | { readonly kind: 'baseline'; readonly baseline: 'inputs' | 'reference' };

export interface PieceSettings extends Record<string, unknown> {
  readonly piece: Piece;
  readonly counts: RoleCounts;
  /** Hash of what is known of the training. */
  readonly training: string;
}

const uses = (attacks: readonly string[], wanted: 'shadows' | 'population' | 'label-signals'): boolean =>
  attacks.some((id) => attackOf(id).requires.includes(wanted));

function slices(count: number, length: number): { from: number; to: number }[] {
  return Array.from({ length: Math.ceil(count / length) }, (_, piece) => ({
    from: piece * length,
    to: Math.min(count, (piece + 1) * length),
  }));
}

function piecesOf(
  parameters: MembershipParameters,
  subject: SubjectInfo,
  counts: RoleCounts,
): { piece: Piece; part: string; work: number }[] {
  const { attacks, shadows, baselines } = parameters;
  const scored = counts.members + counts.nonMembers;
  const all = scored + counts.population;
  const copies = asksCopies(parameters, subject.shape) ? AUGMENTATIONS : 0;
  const epochs = subject.training?.recipe?.epochs ?? USUAL_EPOCHS;
  const training = counts.shadowRows * epochs * TRAINING_PASSES + all;
  return [
    ...slices(all, SLICE).map((range) => ({
      piece: { kind: 'target' as const, ...range },
      part: 'target',
      work: (range.to - range.from) * (1 + copies),
    })),
    ...(baselines && !subject.recorded
      ? (['inputs', 'reference'] as const)
          .filter((baseline) => baseline === 'inputs' || counts.population > 0)
          .map((baseline) => ({
            piece: { kind: 'baseline' as const, baseline },
            part: 'baselines',
            work: baseline === 'inputs' ? scored * 10 : training,
          }))
      : []),
    ...attacks
      .filter(runsApart)
      .map((attack) => ({ piece: { kind: 'attack' as const, attack }, part: attack, work: all })),
    ...(uses(attacks, 'shadows')
      ? Array.from({ length: shadows }, (_, shadow) => ({
          piece: { kind: 'shadow' as const, shadow },
          part: 'shadows',
          work: training + scored * copies,
        }))
      : []),
    ...(uses(attacks, 'label-signals')
      ? slices(scored, LABEL_SLICE).map((range) => ({
          piece: { kind: 'label' as const, ...range },
          part: 'label-only',
          work: (range.to - range.from) * LABEL_QUERIES,
        }))
      : []),
  ];
}

function keyOf(piece: Piece): string {
  switch (piece.kind) {
    case 'target':
    case 'label':
      return `${piece.kind}/${piece.from}-${piece.to}`;
    case 'shadow':
      return `shadow/${piece.shadow}`;
    case 'attack':
      return `attack/${piece.attack}`;
    case 'baseline':
      return `baseline/${piece.baseline}`;
  }
}

/** Parameters that decide a piece; another list of attacks needs no shadows anew. */
const DEPENDS: Readonly<Record<Piece['kind'], readonly (keyof MembershipParameters)[]>> = {
  target: ['defences', 'augmented', 'batch'],
  shadow: ['defences', 'augmented'],
  attack: ['defences', 'batch'],
  label: ['batch'],
  baseline: [],
};

/** All pieces; every one of them can find the records by itself, so their order makes no difference. */
export function shardsOf(
  id: string,
  parameters: MembershipParameters,
  subject: SubjectInfo,
  selection: Selection,
): Shard[] {
  const counts = roleCounts(subject, selection);
  const training = subject.training?.sha256 ?? '';
  return piecesOf(parameters, subject, counts).map(({ piece, part, work }) => ({
    indicator: id,
    key: keyOf(piece),
    part,
    indices: selection.indices,
    settings: { piece, counts, training } satisfies PieceSettings,
    depends: DEPENDS[piece.kind],
    work,
  }));
}

/**
 * Positions among the scored records that a shadow is trained on. Shadows come in pairs with nothing in common, so that where half of
 * the records fit, each is *in* for exactly half of the shadows.
 */
export function shadowRows({ members, nonMembers, shadowRows: k }: RoleCounts, shadow: number, seed: number) {
  const scored = members + nonMembers;
  const order = stream(seed, 'membership', 'shadow-rows', Math.floor(shadow / 2)).permutation(scored);
  const chosen = shadow % 2 === 0 ? order.subarray(0, k) : order.subarray(scored - k);
  return chosen.slice().sort();
}
