import type { OfflineAnswer, OfflineRequest, VersionQuestion } from './types.ts';

/** A worker that says nothing for this long was ended by the browser; what it kept stays. */
const patienceMs = 90_000;

/** The version of this page, as its build wrote it into its head; undefined while developing. */
export const pageVersion = (): string | undefined =>
  document.querySelector<HTMLMetaElement>('meta[name=touchstone-version]')?.content;

/** The worker that was asked made way for a newer one before it answered. */
class Replaced extends Error {}

function askOne(
  worker: ServiceWorker,
  request: OfflineRequest,
  heard: (answer: OfflineAnswer) => void,
): Promise<OfflineAnswer> {
  const { port1, port2 } = new MessageChannel();
  const over = new AbortController();
  return new Promise<OfflineAnswer>((resolve, reject) => {
    const silent = () => reject(new Error('the service worker is silent'));
    let timer = setTimeout(silent, patienceMs);
    over.signal.addEventListener('abort', () => clearTimeout(timer));
    const look = () => worker.state === 'redundant' && reject(new Replaced('a newer one took over'));
    worker.addEventListener('statechange', look, { signal: over.signal });
    look();
    port1.onmessage = ({ data }: MessageEvent<OfflineAnswer>) => {
      if (data.end) return resolve(data);
      clearTimeout(timer);
      timer = setTimeout(silent, patienceMs);
      heard(data);
    };
    worker.postMessage(request, [port2]);
  }).finally(() => {
    over.abort();
    port1.close();
  });
}

/** Asks the service worker and hears its answers up to the last. @throws Error where it stays silent. */
export async function ask(
  registration: ServiceWorkerRegistration,
  request: OfflineRequest,
  heard: (answer: OfflineAnswer) => void = () => undefined,
): Promise<OfflineAnswer> {
  for (;;) {
    const worker = registration.active;
    if (!worker) throw new Error('no service worker is active');
    try {
      return await askOne(worker, request, heard);
    } catch (error) {
      if (!(error instanceof Replaced) || registration.active === worker) throw error;
    }
  }
}

/** Answers the service worker's question for the version of this page, so that its files are not cleared away. */
export function answerVersion(container: ServiceWorkerContainer): void {
  container.addEventListener('message', ({ data, ports }: MessageEvent<VersionQuestion>) => {
    if (data?.ask === 'version') ports[0]?.postMessage(pageVersion());
  });
  container.startMessages();
}

/** Resolves with the registration once it has an active worker. */
export async function register(container: ServiceWorkerContainer): Promise<ServiceWorkerRegistration> {
  const registration = await container.register(new URL('./sw.js', document.baseURI), {
    updateViaCache: 'none',
  });
  const coming = registration.installing ?? registration.waiting;
  if (coming && coming.state !== 'activated')
    await new Promise<void>((resolve, reject) => {
      const look = () => {
        if (coming.state === 'activated') resolve();
        if (coming.state === 'redundant') reject(new Error('the service worker could not be installed'));
      };
      coming.addEventListener('statechange', look);
      look();
    });
  return registration;
}
