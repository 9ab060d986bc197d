import type { Fact } from './facts.ts';
import { gather, storedEvidence } from './evidence.ts';
import type { Shelf } from './store.ts';
import type { Evidence, Lesson } from './types.ts';

/** What a step says by the stored results. */
export interface Told {
  readonly evidence: Evidence;
  readonly facts: Readonly<Record<string, Fact>>;
}

/** Every step of a lesson by the stored results, for paper and notes. */
export async function tell(lesson: Lesson, shelf: Shelf): Promise<Told[]> {
  return Promise.all(
    lesson.steps.map(async (step) => {
      const { stored, cards } = await gather(step, shelf);
      const evidence = storedEvidence(stored, cards);
      return { evidence, facts: step.facts?.(evidence) ?? {} };
    }),
  );
}
