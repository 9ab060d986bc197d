import type { Report } from '../../document/report.ts';
import type { ModelCard } from '../../training/card.ts';
import type { LessonRunId } from './results.ts';
import type { Shelf } from './store.ts';
import type { Evidence, Step } from './types.ts';

/** What a step needs: the results it shows, lays over and reckons with. */
export function needs({ enter, reveal, uses }: Step): { runs: LessonRunId[]; cards: string[] } {
  const runs = new Set([
    ...[enter, ...(reveal ? [reveal] : [])].flatMap(({ run, over }) => [run, ...(over ?? [])]),
    ...(uses?.runs ?? []),
  ]);
  return { runs: [...runs], cards: [...(uses?.cards ?? [])] };
}

/** The stored results and cards that a step needs. */
export async function gather(
  step: Step,
  shelf: Shelf,
): Promise<{ stored: Map<LessonRunId, Report>; cards: Map<string, ModelCard> }> {
  const { runs, cards } = needs(step);
  return {
    stored: new Map(await Promise.all(runs.map(async (id) => [id, await shelf.report(id)] as const))),
    cards: new Map(await Promise.all(cards.map(async (id) => [id, await shelf.card(id)] as const))),
  };
}

function held<K, V>(map: ReadonlyMap<K, V>, key: K): V {
  const found = map.get(key);
  if (found === undefined) throw new Error(`the step does not say that it needs ${String(key)}`);
  return found;
}

/** Evidence from results at hand; a step that asks for others is written wrongly. */
export const storedEvidence = (
  stored: ReadonlyMap<LessonRunId, Report>,
  cards: ReadonlyMap<string, ModelCard>,
): Evidence => ({ run: (id) => held(stored, id), card: (target) => held(cards, target) });
