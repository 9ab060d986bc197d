import { runAttack } from '../../../attacks/drive.ts';
import { evasionAttack } from '../../../attacks/index.ts';
import { predictedClass } from '../../../attacks/predict.ts';
import { configure } from '../../../attacks/settings.ts';
import type { AttackOptions, AttackSamples, AttackSettings, EvasionAttack } from '../../../attacks/types.ts';
import { attackSpace, pick } from '../../space.ts';
import type { RunContext, Shard } from '../../types.ts';
import { chosenOptions } from '../parameters.ts';
import type { RobustnessParameters } from '../parameters.ts';
import { fell } from '../run.ts';
import { selfChecks } from './index.ts';
import { REPORTED } from './plan.ts';
import { checkEpsilon, referenceAttack } from './reference.ts';
import { SUBSET } from './types.ts';
import type { CheckContext, CheckPart } from './types.ts';

/** The first initially correct samples of the selection, at most `SUBSET`. */
async function subset(indices: readonly number[], { dataset, oracle }: RunContext): Promise<AttackSamples> {
  const ids: number[] = [];
  for (let from = 0; from < indices.length && ids.length < SUBSET; from += SUBSET) {
    const some = indices.slice(from, from + SUBSET);
    const { batch, labels } = pick(dataset, some);
    const logits = await oracle.logits(batch);
    ids.push(...some.filter((_, i) => predictedClass(logits, i, oracle.classes) === labels[i]));
  }
  const { batch, labels } = pick(dataset, ids.slice(0, SUBSET));
  return { ids: ids.slice(0, SUBSET), x: batch.data, y: labels, count: batch.count };
}

/** One variant of one self-check on the subset. */
export async function runSelfCheck(
  shard: Shard,
  checkId: string,
  variant: string,
  parameters: RobustnessParameters,
  run: RunContext,
): Promise<CheckPart> {
  const samples = await subset(shard.indices, run);
  const ids = Int32Array.from(samples.ids);
  if (samples.count === 0) return { kind: 'check', ids, hits: new Uint8Array() };
  const context = contextOf(samples, parameters, run);
  if (checkId === REPORTED) {
    const attack = evasionAttack(variant);
    if (!attack) throw new Error(`no attack ${variant}`);
    return { kind: 'check', ids, hits: await context.attack(attack) };
  }
  const check = selfChecks.find(({ id }) => id === checkId);
  if (!check) throw new Error(`no self-check ${checkId}`);
  return { kind: 'check', ids, ...(await check.run(variant, context)) };
}

function contextOf(samples: AttackSamples, parameters: RobustnessParameters, run: RunContext): CheckContext {
  const space = attackSpace(run.dataset);
  const epsilon = checkEpsilon(parameters);
  const { norm, count, batch } = parameters;
  return {
    parameters,
    run,
    space,
    samples,
    epsilon,
    reference: referenceAttack(parameters),
    async attack(attack: EvasionAttack, options?: AttackOptions, change?: Partial<AttackSettings>) {
      const chosen = { ...chosenOptions(parameters), ...options };
      const settings = { ...configure(attack, norm, epsilon, chosen, count), ...change };
      const { oracle, seed, signal } = run;
      const result = await runAttack(attack, settings, samples, {
        oracle,
        space,
        seed,
        signal,
        batch,
        progress: (done) => run.progress(done),
      });
      return Uint8Array.from(samples.y, (_, i) => (fell(result, i, settings.count, false) ? 1 : 0));
    },
  };
}
