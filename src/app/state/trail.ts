/** The steps a person goes through, in this order. */
export type Stage = 'target' | 'plan' | 'result';

const stages: readonly Stage[] = ['target', 'plan', 'result'];

/** The stage that an entry of the browser's history belongs to; undefined where the page did not write the entry. */
function stageOf(state: unknown): Stage | undefined {
  const stage: unknown = state && typeof state === 'object' && 'stage' in state ? state.stage : undefined;
  return stages.find((known) => known === stage);
}

/**
 * The stages in the browser's history, one entry each, so that Back and Forward walk through them. An address that somebody
 * typed or followed is read by loading the page anew.
 */
export class Trail {
  /** Written by us last, so that our own change is not read back. */
  #written = location.hash;

  /** @param walked Called when Back or Forward leads to an entry; false when its stage cannot be shown as things are. */
  constructor(walked: (stage: Stage, hash: string) => boolean) {
    window.addEventListener('popstate', (event) => {
      const stage = stageOf(event.state);
      if (stage && !walked(stage, location.hash)) location.reload();
    });
    window.addEventListener('hashchange', () => {
      if (!stageOf(history.state) && location.hash !== this.#written) location.reload();
    });
  }

  /** Puts a stage and its address (`#…`, or nothing) into the history: as a new entry or in place of this one. */
  write(stage: Stage, hash: string, how: 'push' | 'replace'): void {
    this.#written = hash;
    const url = hash || `${location.pathname}${location.search}`;
    if (how === 'push') history.pushState({ stage }, '', url);
    else history.replaceState({ stage }, '', url);
  }
}
