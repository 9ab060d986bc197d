import type { Plan } from '../../../assessment/plan.ts';
import type { FieldOffer } from '../../../indicators/offer.ts';
import type { Message, MessageId } from '../../../messages/index.ts';
import type { Bilingual, IndicatorEntry } from '../../../standard/types.ts';
import type { Outcome } from '../../../workers/protocol.ts';

/** A row of Appendix A, as far as a plan shows it. */
export interface StandardRow {
  readonly category: Bilingual;
  readonly title: Bilingual;
  readonly target: Bilingual;
  readonly method: Bilingual;
  readonly aggregate: Bilingual | null;
  readonly direction: IndicatorEntry['direction'];
}

/** One indicator of the registry for one subject. */
export interface IndicatorOffer {
  readonly id: string;
  readonly title: MessageId;
  readonly what: MessageId;
  /** Why it cannot be measured of this subject; null where it can. */
  readonly impossible: Message | null;
  readonly fields: readonly FieldOffer[];
  readonly row: StandardRow | null;
}

/** Amount of work of a plan, in passes of one sample through the model. */
export interface Amount {
  readonly shards: number;
  readonly samples: number;
  readonly forwards: number;
  /** Passes that also go backward. */
  readonly gradients: number;
}

/** What can be planned for a subject, and what a plan comes to. */
export interface PlanOffer {
  readonly indicators: readonly IndicatorOffer[];
  /** Null where the plan cannot be run as it stands. */
  readonly amount: Amount | null;
  /** Why it cannot. */
  readonly trouble: Message | null;
}

/** Milliseconds of one sample's pass: the middle of several short batches, and the lowest and highest of them. */
export interface PassTime {
  readonly middle: number;
  readonly low: number;
  readonly high: number;
}

/** How fast this machine is with a subject: one worker, batches of the plan's usual size. */
export interface Pace {
  readonly forward: PassTime;
  /** One iteration of an attack: backward, forward, and its arithmetic; null where the model has no gradient. */
  readonly gradient: PassTime | null;
  readonly engine: 'wasm' | 'webgpu';
}

/** What the plan screen asks of the lab. */
export interface PlanApi {
  /** @param key of the subject (`keyOf`). */
  offer(key: string, plan: Plan): Promise<Outcome<PlanOffer>>;
  /** Times a few real batches in a worker, about half a second; once per subject and engine. */
  pace(key: string, engine: Plan['engine']): Promise<Outcome<Pace>>;
  /** The plan of a plan file's text, as the terminal takes it. */
  readPlan(text: string): Promise<Outcome<Plan>>;
}
