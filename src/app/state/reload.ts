import type { Address } from '../address.ts';
import type { LabState } from './lab.svelte.ts';
import { route } from './route.svelte.ts';
import { entryOf } from './trail.ts';
import { isOfRun } from './way.svelte.ts';

/** What goes on after the page itself was loaded anew: the runs that had not ended, and the one that was on show. */
export class Reload {
  readonly #lab: LabState;
  #restored: Promise<void> | undefined;
  #before = entryOf(history.state);

  constructor(lab: LabState) {
    this.#lab = lab;
  }

  /** Runs that had not ended, and the one that was on show. */
  get left() {
    const { going = [], run } = this.#before ?? {};
    return { going, run };
  }

  /** From now on a run is a person's to stop and to start. */
  release(uid: string): void {
    const going = this.#before?.going?.filter((left) => left !== uid);
    if (this.#before) this.#before = { ...this.#before, going };
  }

  /** What earlier visits left, once the first view stands. */
  restore(): Promise<void> {
    return (this.#restored ??= this.#lab.runs.restore());
  }

  /** The subject of a page that was loaded anew is here. Where nothing was kept, a new run of the same plan takes the old one's place. */
  async subjectCame(asked: Address, meant: boolean): Promise<void> {
    const { going, run } = this.#before ?? {};
    if (!going?.length) return void (run && this.showAgain(run));
    const left = await this.takeUp();
    if (!left && meant && asked.run && !asked.unclear && !this.#lab.runs.list.length)
      void this.#lab.starting.run('replace');
  }

  /** After a reload in the middle of runs, those go on; a person's own as soon as their files are open. Whether there was one. */
  async takeUp(): Promise<boolean> {
    await this.restore();
    const { going = [], run: shown, screen } = this.#before ?? {};
    const left = this.#lab.runs.leftBehind(going, this.#lab.subject);
    if (!left.length) return false;
    const place = screen && isOfRun(screen) ? screen : route.screen;
    for (const run of left) void this.#lab.starting.goOn(run);
    this.#lab.runs.select(this.#lab.runs.find(shown) ?? left[0]);
    this.#lab.way.show(this.#lab.way.reachable(place) ? place : 'run', 'replace');
    return true;
  }

  /** After a reload of a screen that showed a run of this browser's: the same screen shows it again. */
  async showAgain(uid: string): Promise<void> {
    const { screen } = this.#before ?? {};
    this.#before = undefined;
    await this.restore();
    const run = this.#lab.runs.find(uid);
    if (!run) this.#lab.notes = [...this.#lab.notes, { id: 'app.link-waits' }];
    if (!run || !screen) return;
    this.#lab.runs.select(run);
    this.#lab.notes = [];
    this.#lab.way.show(
      this.#lab.way.reachable(screen) ? screen : 'run',
      'replace',
      this.#lab.way.viewOf(screen),
    );
  }
}
