import type { Message, MessageId } from '../../messages/index.ts';
import { engineChannel, type OptionalEngine } from '../../workers/page/announce.ts';
import { answerVersion, ask, pageVersion, register } from './client.ts';
import { workersAreServed } from './served.ts';
import type { Holdings, LoadTrouble, OfflineRequest } from './types.ts';

/** How far the lab is from working without a network. Only `ready`, and `update-waiting` with `ready`, promise it. */
export type OfflineState =
  | { readonly kind: 'unsupported'; readonly why: MessageId }
  /** Bytes kept, of those needed. */
  | { readonly kind: 'loading'; readonly loaded: number; readonly total: number; readonly trouble?: Message }
  /** Everything is kept; this browser uses it from the next reload on. */
  | { readonly kind: 'after-reload'; readonly total: number }
  | { readonly kind: 'ready'; readonly total: number }
  /** A newer version is whole and waits for a click; `ready`: this one works without a network meanwhile. */
  | { readonly kind: 'update-waiting'; readonly total: number; readonly ready: boolean };

/** The browser's own offer to install the page. */
interface InstallOffer extends Event {
  prompt(): Promise<unknown>;
}

/** On a first visit the first view and the first click come before anything is kept. */
const startAfterMs = 3000;
const retryMs = [5_000, 15_000, 60_000, 300_000];
const lookAgainMs = 3_600_000;

/** Why this page can't be kept; undefined where it can. */
function obstacle(): MessageId | undefined {
  if (!pageVersion()) return 'offline.why-developing';
  if (!isSecureContext) return 'offline.why-insecure';
  if (!('serviceWorker' in navigator) || !('caches' in window)) return 'offline.why-browser';
  return undefined;
}

const troubleText = (trouble: LoadTrouble): Message => {
  switch (trouble.kind) {
    case 'interrupted':
      return { id: 'offline.interrupted' };
    case 'mixed':
      return { id: 'offline.mixed', values: { file: trouble.path } };
    case 'storage-full':
      return { id: 'offline.storage-full' };
    case 'unexpected':
      return { id: 'offline.unexpected', values: { what: trouble.text } };
  }
};

/** Keeps the lab on this machine, in the background, and says how far that is. */
class Offline {
  state = $state.raw<OfflineState>({ kind: 'loading', loaded: 0, total: 0 });
  /** Set while the browser offers to install the lab as an app. */
  installOffer = $state.raw<InstallOffer | null>(null);
  /** The browser will not clear what is kept when the disk runs low; null while that is not known. */
  durable = $state<boolean | null>(null);
  /** Why installing is off; undefined where the browser decides. */
  readonly installObstacle: MessageId | undefined = obstacle();
  #busy = $state.raw<readonly (() => boolean)[]>([]);
  #registration: ServiceWorkerRegistration | undefined;
  #tries = 0;
  #lookedAt = 0;
  #wake: (() => void) | undefined;
  #started = false;
  #loading = false;
  /** The newest version is. */
  #whole = false;
  /** Used before there was a service worker to tell. */
  readonly #engines = new Set<OptionalEngine>();

  /** Work goes on that an update may not interrupt: a run, a training, a lesson. */
  get busy(): boolean {
    return this.#busy.some((isBusy) => isBusy());
  }

  /** Tells what counts as busy; any part of the page may add its own. */
  busyWhen(isBusy: () => boolean): void {
    this.#busy = [...this.#busy, isBusy];
  }

  /** Begins once the page has settled. Call once. */
  start(): void {
    if (this.#started) return;
    this.#started = true;
    const why = obstacle();
    if (why) {
      this.state = { kind: 'unsupported', why };
      return;
    }
    this.#listen();
    const wait = navigator.serviceWorker.controller ? 0 : startAfterMs;
    const settle = () => setTimeout(() => void this.#begin(), wait);
    if (document.readyState === 'complete') settle();
    else addEventListener('load', settle, { once: true });
  }

  #listen(): void {
    answerVersion(navigator.serviceWorker);
    addEventListener('beforeinstallprompt', (event) => {
      event.preventDefault();
      this.installOffer = event as InstallOffer;
    });
    addEventListener('appinstalled', () => (this.installOffer = null));
    addEventListener('online', () => this.#wake?.());
    document.addEventListener('visibilitychange', () => void this.#look());
    new BroadcastChannel(engineChannel).onmessage = ({ data }: MessageEvent<OptionalEngine>) =>
      void this.#engineUsed(data);
  }

  async #begin(): Promise<void> {
    try {
      this.#registration = await register(navigator.serviceWorker);
    } catch (error) {
      console.info('offline use is off:', error);
      this.state = { kind: 'unsupported', why: 'offline.why-no-worker' };
      return;
    }
    this.#lookedAt = Date.now();
    // A newer worker comes with a newer list.
    this.#registration.addEventListener('updatefound', () => this.#follow());
    for (const engine of this.#engines) await this.#ask({ ask: 'engine', engine }).catch(() => undefined);
    await this.#load();
  }

  #follow(): void {
    const coming = this.#registration?.installing;
    coming?.addEventListener('statechange', () => {
      if (coming.state === 'activated') void this.#load();
    });
  }

  async #ask(request: OfflineRequest): Promise<LoadTrouble | undefined> {
    const { holdings, trouble } = await ask(this.#registration!, request, (answer) =>
      this.#show(answer.holdings),
    );
    await this.#settle(holdings, trouble);
    return trouble;
  }

  /** Goes on until the newest version is whole. What is kept already stays, whatever breaks. */
  async #load(): Promise<void> {
    if (this.#loading) return;
    this.#loading = true;
    try {
      for (;;) {
        const trouble = await this.#ask({ ask: 'load' }).catch((error: unknown): LoadTrouble => ({
          kind: 'unexpected',
          text: String(error),
        }));
        if (!trouble) {
          this.#tries = 0;
          if (this.#whole) return;
        } else if (trouble.kind === 'storage-full') return;
        else {
          if (trouble.kind === 'mixed') await this.#registration?.update().catch(() => undefined);
          await this.#pause();
        }
      }
    } finally {
      this.#loading = false;
    }
  }

  /** Waits, longer each time; a network that comes back ends it. */
  #pause(): Promise<void> {
    const wait = retryMs[Math.min(this.#tries++, retryMs.length - 1)];
    return new Promise<void>((resolve) => {
      const timer = setTimeout(resolve, wait);
      this.#wake = () => {
        clearTimeout(timer);
        resolve();
      };
    }).finally(() => (this.#wake = undefined));
  }

  /** While loading: a version that works meanwhile keeps its mark. */
  #show({ loaded, total, current, currentWhole }: Holdings): void {
    if (current === pageVersion() && currentWhole) return;
    if (this.state.kind !== 'ready') this.state = { kind: 'loading', loaded, total };
  }

  async #settle(holdings: Holdings, trouble: LoadTrouble | undefined): Promise<void> {
    const { newest, newestWhole, current, currentWhole, loaded, total } = holdings;
    this.#whole = newestWhole;
    if (newestWhole) this.durable = (await navigator.storage?.persisted?.()) ?? null;
    const own = current === pageVersion() && currentWhole;
    const served = own && (await this.#isServed());
    if (newestWhole && (current !== newest || (currentWhole && current !== pageVersion())))
      this.state = { kind: 'update-waiting', total, ready: served };
    else if (served) this.state = { kind: 'ready', total };
    else if (own) this.state = { kind: 'after-reload', total };
    else
      this.state = {
        kind: 'loading',
        loaded,
        total,
        ...(trouble ? { trouble: troubleText(trouble) } : {}),
      };
  }

  async #isServed(): Promise<boolean> {
    const container = navigator.serviceWorker;
    if (!container.controller)
      await new Promise((resolve) => {
        container.addEventListener('controllerchange', resolve, { once: true });
        setTimeout(resolve, 2000);
      });
    return container.controller !== null && (await workersAreServed());
  }

  async #engineUsed(engine: OptionalEngine): Promise<void> {
    if (!this.#registration) return void this.#engines.add(engine);
    await this.#ask({ ask: 'engine', engine }).catch(() => undefined);
    await this.#load();
  }

  /** A page that stays open for days looks for a new version now and then, and whether everything is still kept. */
  async #look(): Promise<void> {
    if (document.visibilityState !== 'visible' || !this.#registration) return;
    if (Date.now() - this.#lookedAt < lookAgainMs) return;
    this.#lookedAt = Date.now();
    await this.#registration.update().catch(() => undefined);
    await this.#load();
  }

  /** After room was made, or at once instead of later. */
  retry(): void {
    if (this.#wake) this.#wake();
    else void this.#load();
  }

  /** Opens the newer version. Never while something goes on here; other tabs keep theirs. */
  async update(): Promise<void> {
    if (this.busy || this.state.kind !== 'update-waiting') return;
    await this.#ask({ ask: 'take' });
    location.reload();
  }

  /** Asks the browser not to clear what is kept; some ask the person, others decide by themselves. */
  async makeDurable(): Promise<void> {
    this.durable = (await navigator.storage?.persist?.()) ?? null;
  }

  async install(): Promise<void> {
    const offer = this.installOffer;
    this.installOffer = null;
    await offer?.prompt();
  }
}

export const offline = new Offline();
