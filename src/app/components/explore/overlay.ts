import { exploredItem, type ExploreState } from '../../state/explore.svelte.ts';
import type { Run } from '../../state/run.svelte.ts';
import { pairKinds } from './compare.ts';
import { RunOutcomes } from './outcomes.ts';
import type { PairKind } from './view.ts';

/** In which of the two a sample stands, for the first run laid over this one, where both are of the same data. */
export function compareOutcomes(
  runs: readonly Run[],
  { run, view, outcomes }: Pick<ExploreState, 'run' | 'view' | 'outcomes'>,
): (PairKind | undefined)[] | null {
  const other = runs.find((one) => one !== run && view.over.includes(one.id) && exploredItem(one));
  const item = other && exploredItem(other);
  const sameData = other?.key?.split(' ')[1] === run?.key?.split(' ')[1];
  return item && sameData ? pairKinds(outcomes, new RunOutcomes(item), view.epsilon) : null;
}
