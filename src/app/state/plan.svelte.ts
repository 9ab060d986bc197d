import type { Plan } from '../../assessment/plan.ts';
import { valueOf, type LabClient } from '../lab/client.ts';
import type { Pace, PlanOffer } from '../lab/plan/types.ts';
import { keyOfSubject } from '../lab/subjects-key.ts';
import type { SubjectSummary } from '../lab/types.ts';
import type { Complaints } from './complaints.svelte.ts';
import { Edits } from './edits.ts';
import { fromPlan, toPlan, type PlanForm } from './plan-form.ts';

const usableCores = () => Math.max(1, Math.min(16, navigator.hardwareConcurrency || 2));

/** The plan being made, what can be chosen in it, and the work it means. */
export class PlanState {
  form = $state<PlanForm | null>(null);
  workers = $state(usableCores());
  /** What the registry offers for the subject, with this plan in place. */
  offer = $state.raw<PlanOffer | null>(null);
  /** How fast this machine is with the subject; null until it was timed. */
  pace = $state.raw<Pace | null>(null);
  /** A plan file that came before a subject did. */
  waiting = $state.raw<Plan | null>(null);
  /** Steps that can be taken back and done again. */
  canUndo = $state(false);
  canRedo = $state(false);
  readonly maxWorkers = usableCores() * 2;
  readonly #client: LabClient;
  readonly #complaints: Complaints;
  #asked = 0;
  #edits: Edits<PlanForm> | null = null;
  #of = '';
  #timed = '';

  constructor(client: LabClient, complaints: Complaints) {
    this.#client = client;
    this.#complaints = complaints;
  }

  /** A copy that no later edit changes. */
  get snapshot(): PlanForm | null {
    return this.form && $state.snapshot(this.form);
  }

  /** The plan as the engine takes it. */
  get plan(): Plan | null {
    const { snapshot } = this;
    return snapshot && toPlan(snapshot);
  }

  /** A plan from a file or a text in place of this one; what waits for an indicator that is not planned goes. */
  replace(plan: Plan): void {
    this.form = fromPlan(plan);
  }

  /** The plan of a plan file's text. @throws UserError with what is wrong. */
  read(text: string): Promise<Plan> {
    return valueOf(this.#client.api.readPlan(text));
  }

  /** Called whenever the form changed; a plan for another subject begins anew. */
  record(subject: SubjectSummary): void {
    const { snapshot } = this;
    if (!snapshot) return;
    const of = keyOfSubject(subject);
    if (!this.#edits || of !== this.#of) this.#edits = new Edits(snapshot);
    else this.#edits.record(snapshot);
    this.#of = of;
    this.#showEdits();
  }

  undo(): void {
    this.#put(this.#edits?.undo());
  }

  redo(): void {
    this.#put(this.#edits?.redo());
  }

  #put(form: PlanForm | undefined): void {
    if (!form) return;
    this.form = structuredClone(form);
    this.#showEdits();
  }

  #showEdits(): void {
    this.canUndo = this.#edits?.canUndo ?? false;
    this.canRedo = this.#edits?.canRedo ?? false;
  }

  /** Asks what can be chosen and what the plan as it stands would cost; only the newest answer counts. */
  async weigh(subject: SubjectSummary): Promise<void> {
    const { plan } = this;
    if (!plan) return;
    const asked = ++this.#asked;
    try {
      const offer = await valueOf(this.#client.api.offer(keyOfSubject(subject), plan));
      if (asked !== this.#asked) return;
      this.offer = offer;
      if (offer.trouble) this.#complaints.tell('plan', offer.trouble);
      else this.#complaints.clear('plan');
    } catch (error) {
      if (asked !== this.#asked) return;
      this.offer = null;
      this.#complaints.say('plan', error);
    }
  }

  /** Times a few real passes on this machine: once per subject and engine, and never while something runs. */
  async time(subject: SubjectSummary): Promise<void> {
    const engine = this.form?.engine ?? 'wasm';
    const key = keyOfSubject(subject);
    const timed = `${key} ${engine}`;
    if (timed === this.#timed) return;
    this.#timed = timed;
    this.pace = null;
    const pace = await valueOf(this.#client.api.pace(key, engine)).catch(() => null);
    if (this.#timed !== timed) return;
    this.pace = pace;
    // What went wrong may go right the next time.
    if (!pace) this.#timed = '';
  }
}
