import { valueOf, type LabClient } from '../lab/client.ts';
import { keyOf } from '../lab/subjects-key.ts';
import type { SubjectSummary, Workload } from '../lab/types.ts';
import type { Complaints } from './complaints.svelte.ts';
import { toPlan, type PlanForm } from './plan-form.ts';

const usableCores = () => Math.max(1, Math.min(16, navigator.hardwareConcurrency || 2));

/** The plan being made, and the amount of work it means. */
export class PlanState {
  form = $state<PlanForm | null>(null);
  workers = $state(usableCores());
  workload = $state.raw<Workload | null>(null);
  readonly maxWorkers = usableCores() * 2;
  readonly #client: LabClient;
  readonly #complaints: Complaints;
  #asked = 0;

  constructor(client: LabClient, complaints: Complaints) {
    this.#client = client;
    this.#complaints = complaints;
  }

  /** A copy that no later edit changes. */
  get snapshot(): PlanForm | null {
    return this.form && $state.snapshot(this.form);
  }

  /** Asks what the plan as it stands would cost; only the newest answer counts. */
  async weigh({ modelSha256, dataSha256 }: SubjectSummary): Promise<void> {
    const { snapshot } = this;
    if (!snapshot) return;
    const asked = ++this.#asked;
    try {
      const key = keyOf(modelSha256, dataSha256);
      const workload = await valueOf(this.#client.api.workload(key, toPlan(snapshot)));
      if (asked !== this.#asked) return;
      this.workload = workload;
      this.#complaints.clear('plan');
    } catch (error) {
      if (asked !== this.#asked) return;
      this.workload = null;
      this.#complaints.say('plan', error);
    }
  }
}
