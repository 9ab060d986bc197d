/** How far some long work is. */
export interface Step {
  readonly done: number;
  readonly total: number;
}

/** Long work that stops after each step, so that its host can say how far it is, let others have the thread, and end it. */
export type Steps<T> = Generator<Step, T, void>;

/** All of the work without a pause. */
export function atOnce<T>(steps: Steps<T>): T {
  for (;;) {
    const { done, value } = steps.next();
    if (done) return value;
  }
}
