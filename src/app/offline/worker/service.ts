import type { Holdings, ListedFile, LoadTrouble, Release } from '../types.ts';
import type { Keep } from './keep.ts';
import { FileLoader, LoadError, type FetchFile } from './load.ts';

/** A stretch of loading ends after this long and is asked for again, so that no browser takes it for a worker that hangs. */
const stretchMs = 60_000;

/** What of a release has to be held: all but engines that were never used on this machine. */
const isNeeded =
  (engines: ReadonlySet<string>) =>
  ({ engine }: ListedFile): boolean =>
    engine === undefined || engines.has(engine);

const sum = (files: readonly ListedFile[]) => files.reduce((all, { bytes }) => all + bytes, 0);

/**
 * Keeps versions of the page and answers from them. A file is asked for either by a name with the hash of its content, or
 * together with the version of the public folder, so that every answer is the file of the version that asked.
 */
export class OfflineService {
  readonly #keep: Keep;
  readonly #release: Release;
  readonly #loader: FileLoader;
  #loading: Promise<LoadTrouble | undefined> | undefined;
  readonly #watchers = new Set<(holdings: Holdings) => void>();

  /** @param release The version this service came with: the newest known. */
  constructor(keep: Keep, release: Release, fetch: FetchFile) {
    this.#keep = keep;
    this.#release = release;
    this.#loader = new FileLoader(keep, fetch);
  }

  async holdings(): Promise<Holdings> {
    const releases = await this.#keep.releases();
    const current = await this.#keep.current();
    const engines = await this.#engines(releases);
    const newest = await this.#state(this.#release, engines);
    const opened = releases.find(({ version }) => version === current);
    const isNewest = opened?.version === this.#release.version;
    return {
      newest: this.#release.version,
      newestWhole: newest.missing.length === 0,
      total: newest.total,
      loaded: newest.loaded,
      current,
      // An older version gets no further engines; it works without.
      currentWhole:
        opened !== undefined &&
        (isNewest ? newest : await this.#state(opened, new Set())).missing.length === 0,
    };
  }

  async #state(release: Release, engines: ReadonlySet<string>) {
    const held = await this.#keep.held(release.version);
    const needed = release.files.filter(isNeeded(engines));
    const missing = needed.filter(({ path }) => !held.has(path));
    const total = sum(needed);
    return { missing, total, loaded: total - sum(missing) };
  }

  /** Engines of which some version holds a file: they were used on this machine. */
  async #engines(releases: readonly Release[]): Promise<Set<string>> {
    const used = new Set<string>();
    for (const { version, files } of releases) {
      const held = await this.#keep.held(version);
      for (const { path, engine } of files) if (engine && held.has(path)) used.add(engine);
    }
    return used;
  }

  /**
   * Goes on keeping the newest version. When it is whole and no other version is, the page is opened in it from then on.
   * @param watch Told how far it is.
   * @returns What stopped it; undefined where it is whole, or this stretch is over.
   */
  async load(watch: (holdings: Holdings) => void): Promise<LoadTrouble | undefined> {
    this.#watchers.add(watch);
    this.#loading ??= this.#load().finally(() => {
      this.#loading = undefined;
    });
    try {
      return await this.#loading;
    } finally {
      this.#watchers.delete(watch);
    }
  }

  async #load(): Promise<LoadTrouble | undefined> {
    try {
      if (await this.#loadMissing()) await this.#openIfNone();
      return undefined;
    } catch (error) {
      return error instanceof LoadError ? error.trouble : { kind: 'unexpected', text: String(error) };
    }
  }

  /** @returns Whether the newest version is whole now. */
  async #loadMissing(): Promise<boolean> {
    const until = Date.now() + stretchMs;
    const releases = await this.#keep.releases();
    if (!releases.some(({ version }) => version === this.#release.version))
      await this.#keep.begin(this.#release);
    const { missing } = await this.#state(this.#release, await this.#engines(releases));
    // Small files first: pages, models and data are there while the engine is still coming.
    for (const file of [...missing].sort((a, b) => a.bytes - b.bytes)) {
      if (Date.now() > until) return false;
      if (!(await this.#copy(releases, file))) await this.#bring(file);
      await this.#tell();
    }
    return true;
  }

  /** A file that an older version holds with the same content needs no transfer. */
  async #copy(releases: readonly Release[], file: ListedFile): Promise<boolean> {
    for (const { version, files } of releases) {
      if (version === this.#release.version) continue;
      const same = files.find(({ sha256 }) => sha256 === file.sha256);
      const held = same && (await this.#keep.file(version, same.path));
      if (!held) continue;
      const content = new Uint8Array(await held.arrayBuffer());
      await this.#keep.put(this.#release.version, file, content, held.headers);
      return true;
    }
    return false;
  }

  async #bring(file: ListedFile): Promise<void> {
    const before = await this.holdings();
    let told = 0;
    await this.#loader.load(this.#release, file, (bytes) => {
      if (bytes - told < 500_000) return;
      told = bytes;
      for (const watch of this.#watchers) watch({ ...before, loaded: before.loaded + bytes });
    });
  }

  async #tell(): Promise<void> {
    if (!this.#watchers.size) return;
    const holdings = await this.holdings();
    for (const watch of this.#watchers) watch(holdings);
  }

  async #openIfNone(): Promise<void> {
    const { currentWhole } = await this.holdings();
    if (!currentWhole) await this.#keep.setCurrent(this.#release.version);
  }

  /** From now on the page is opened in the newest version; nothing changes unless it is whole. */
  async take(): Promise<void> {
    if ((await this.holdings()).newestWhole) await this.#keep.setCurrent(this.#release.version);
  }

  /** An engine was used: one of its files is enough to say so, the others follow with `load`. */
  async useEngine(engine: string): Promise<void> {
    const releases = await this.#keep.releases();
    if ((await this.#engines(releases)).has(engine)) return;
    const [smallest] = this.#release.files
      .filter((file) => file.engine === engine)
      .sort((a, b) => a.bytes - b.bytes);
    if (!smallest) return;
    if (!releases.some(({ version }) => version === this.#release.version))
      await this.#keep.begin(this.#release);
    await this.#loader.load(this.#release, smallest);
  }

  /**
   * The file a page or one of its workers asks for.
   * @param path Below the folder of the page; empty for the page itself.
   * @param publicVersion What the request carries as `v`.
   * @returns undefined: not ours to answer.
   */
  async answer(path: string, publicVersion: string | null): Promise<Response | undefined> {
    const current = await this.#keep.current();
    if (path === '' || path === 'index.html')
      return current === null ? undefined : this.#keep.file(current, 'index.html');
    const releases = [...(await this.#keep.releases())].sort(
      (a, b) => Number(b.version === current) - Number(a.version === current),
    );
    const meant = releases.filter(
      (release) =>
        (publicVersion === null || release.publicVersion === publicVersion) &&
        release.files.some((file) => file.path === path),
    );
    for (const { version } of meant) {
      const held = await this.#keep.file(version, path);
      if (held) return held;
    }
    return meant.length ? this.#late(meant[0], path) : undefined;
  }

  /** A listed file that is not held, such as one of an engine that is used for the first time: checked, then kept. */
  async #late(release: Release, path: string): Promise<Response> {
    const file = release.files.find((one) => one.path === path)!;
    try {
      await this.#loader.load(release, file);
      return (await this.#keep.file(release.version, path)) ?? Response.error();
    } catch {
      return Response.error();
    }
  }

  /**
   * Versions that nobody uses go.
   * @param inUse Versions of the pages that are open; undefined where a page did not say, and then nothing goes.
   */
  async tidy(inUse: ReadonlySet<string> | undefined): Promise<void> {
    if (!inUse) return;
    const { current, currentWhole } = await this.holdings();
    if (!currentWhole) return;
    for (const { version } of await this.#keep.releases())
      if (version !== current && version !== this.#release.version && !inUse.has(version))
        await this.#keep.forget(version);
  }

  /** Gives back the room that an unfinished newest version takes. */
  async giveUp(): Promise<void> {
    const { newest, newestWhole, current } = await this.holdings();
    if (!newestWhole && current !== newest) await this.#keep.forget(newest);
  }
}
