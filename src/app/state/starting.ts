import { valueOf } from '../lab/client.ts';
import { keyOfSubject } from '../lab/subjects-key.ts';
import type { SubjectSummary } from '../lab/types.ts';
import type { LabState } from './lab.svelte.ts';
import { fromPlan, type PlanForm } from './plan-form.ts';
import { route } from './route.svelte.ts';
import type { Run } from './run.svelte.ts';
import type { View } from './screens.ts';
import { planFor } from './subjects.ts';

/** Everything that starts or continues work on a model: runs, stored reports, one input step by step. */
export class Starting {
  readonly #lab: LabState;

  constructor(lab: LabState) {
    this.#lab = lab;
  }

  /** A bundled model by its first plan, started with one click. */
  async runNow(target: string): Promise<void> {
    await this.#holding(
      target,
      (subject) => planFor(subject, null, null),
      () => void this.run(),
    );
  }

  /** The report that is stored with the lab: shown at once, while its model is opened behind it. */
  async openStored(target: string): Promise<void> {
    this.#lab.complaints.clear('target');
    try {
      const report = await valueOf(this.#lab.client.api.stored(target));
      const run = this.#lab.openReport(report, 'stored');
      await this.#holding(target, () => fromPlan(run.report!.plan));
    } catch (error) {
      this.#lab.complaints.say('target', error);
    }
  }

  /** The plan of a stored report, run on this machine. */
  async runHere({ target, report }: Run): Promise<void> {
    if (target && report)
      await this.#holding(
        target,
        () => fromPlan(report.plan),
        () => void this.run(),
      );
  }

  /** Opens a bundled model with a plan and stays on the screen; then goes on. */
  async #holding(
    target: string,
    plan: (subject: SubjectSummary) => PlanForm,
    then: () => void = () => undefined,
  ): Promise<void> {
    if (this.#lab.intake.opening) return;
    this.#lab.intake.opening = target;
    this.#lab.complaints.clear('target', 'files');
    try {
      const subject = await valueOf(this.#lab.client.api.openTarget(target));
      this.#lab.hold(subject, plan(subject));
      then();
    } catch (error) {
      this.#lab.complaints.say('target', error);
    } finally {
      this.#lab.intake.opening = null;
    }
  }

  /** Goes on with a run that was cut short, whatever the plan was changed to since; with all its items unless told. */
  async goOn(run: Run, aside: readonly string[] = []): Promise<void> {
    const { subject, form } = run;
    if (!subject || !form || run.running) return;
    this.#lab.reload.release(run.uid);
    run.aside = aside;
    await this.#begin(() => this.#lab.runs.start(subject, form, this.#lab.plan.workers, run), 'replace');
  }

  /** A copy of a run's plan on its model and data, to be changed and run anew. */
  async again(run: Run): Promise<void> {
    const form = run.form ?? (run.report && fromPlan(run.report.plan));
    const isHere = () => this.#lab.subject && keyOfSubject(this.#lab.subject) === run.key;
    const before = isHere();
    this.#lab.complaints.clear('run');
    if (!before && run.target) await this.#lab.intake.openTarget(run.target, 'push');
    if (!form || !isHere()) return this.#lab.complaints.tell('run', { id: 'run.own-files-gone' });
    this.#lab.plan.form = structuredClone(form);
    this.#lab.way.show('plan', before ? 'push' : 'replace', {});
  }

  /** One input step by step, on the model and data of a run (null: those chosen now); bundled ones are opened. */
  async stepThrough(run: Run | null, view?: View): Promise<void> {
    const form = run && (run.form ?? (run.report && fromPlan(run.report.plan)));
    const isHere = () => this.#lab.subject && (!run?.key || keyOfSubject(this.#lab.subject) === run.key);
    this.#lab.complaints.clear('run');
    if (!isHere() && run?.target)
      await this.#holding(run.target, (subject) => form ?? planFor(subject, null, null));
    if (isHere()) this.#lab.way.goTo('walk', view);
    else if (!this.#lab.complaints.at.target) this.#lab.complaints.tell('run', { id: 'run.own-files-gone' });
  }

  /** The first look at an attack: one input of the model chosen, or else of a bundled one. */
  async firstSteps(target: string): Promise<void> {
    if (!this.#lab.subject) await this.#holding(target, (subject) => planFor(subject, null, null));
    this.#lab.way.goTo('walk');
  }

  /** @param begun Told of the run as soon as there is one. */
  async run(how: 'push' | 'replace' = 'push', begun?: (run: Run) => void): Promise<void> {
    const { subject } = this.#lab;
    const form = this.#lab.plan.snapshot;
    if (!form || !subject) return;
    this.#lab.notes = [];
    const file = this.#lab.modelName;
    await this.#begin(() => {
      const running = this.#lab.runs.start(subject, form, this.#lab.plan.workers, undefined, file);
      if (this.#lab.runs.current) begun?.(this.#lab.runs.current);
      return running;
    }, how);
  }

  async #begin(start: () => Promise<Run>, how: 'push' | 'replace'): Promise<void> {
    this.#lab.complaints.clear('run', 'plan');
    const running = start();
    this.#lab.way.show('run', how, {});
    try {
      await running;
      if (route.screen === 'run') this.#lab.way.show('run', 'replace');
    } finally {
      // The run is over: loading the page anew starts nothing.
      this.#lab.way.mark();
      this.#lab.engineLoading = null;
    }
  }
}
