import { runCascade } from './robustness/cascade.ts';
import { runSelfCheck } from './robustness/checks/run.ts';
import { robustnessItem } from './robustness/merge.ts';
import { OutcomeTable } from './robustness/outcomes.ts';
import type { RobustnessPart } from './robustness/outcomes.ts';
import { robustnessFields } from './robustness/fields.ts';
import { defaultParameters, firstParameters, resolveParameters } from './robustness/parameters.ts';
import type { RobustnessParameters } from './robustness/parameters.ts';
import { robustnessShards } from './robustness/plan.ts';
import type { RobustnessWork, ShardSizes } from './robustness/plan.ts';
import { runAttackShard, runClean } from './robustness/run.ts';
import type { Indicator } from './types.ts';

const ID = 'A.5-3';

/**
 * White-box adversarial robust accuracy (draft A.5, row 3): accuracy on adversarial samples against the size of the
 * perturbation and the number of iterations, for several attacks, and the mean over chosen points.
 *
 * `value` is the mean over `points` of the worst-case curve: a sample counts at ε when it was right before, and right after
 * every attack at that ε and all smaller ones. How everything is counted: `docs/measurement.md`.
 *
 * @param sizes of the shards; results do not depend on them
 */
export function whiteBoxAccuracy(sizes?: ShardSizes): Indicator<RobustnessParameters, RobustnessPart> {
  return {
    id: ID,
    title: 'indicators.a-5-3',
    what: 'indicators.a-5-3-what',
    needs: 'gradient',
    fields: robustnessFields,
    first: { place: 1, parameters: firstParameters },
    defaults: defaultParameters,
    resolve: (given, subject) => resolveParameters(ID, given, subject),
    shards: (parameters, subject, selection) =>
      robustnessShards(ID, parameters, subject.classes, selection, sizes),

    run(shard, parameters, context) {
      const work = shard.settings as unknown as RobustnessWork;
      switch (work.kind) {
        case 'clean':
          return runClean(shard, parameters, context);
        case 'attack':
          return runAttackShard(shard, work.attack, work.epsilon, parameters, context);
        case 'cascade':
          return runCascade(shard, parameters, context);
        case 'check':
          return runSelfCheck(shard, work.check, work.variant, parameters, context);
      }
    },

    merge(parts, parameters, subject, selection, seed) {
      const shards = robustnessShards(ID, parameters, subject.classes, selection, sizes);
      const table = new OutcomeTable(shards, parts, parameters, selection.indices);
      return robustnessItem(ID, table, subject, selection, seed);
    },
  };
}

export const a53 = whiteBoxAccuracy();
