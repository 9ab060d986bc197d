import type { OfflineAnswer, OfflineRequest, VersionQuestion } from './types.ts';

/** A worker that says nothing for this long was ended by the browser; what it kept stays. */
const patienceMs = 90_000;

/** The version of this page, as its build wrote it into its head; undefined while developing. */
export const pageVersion = (): string | undefined =>
  document.querySelector<HTMLMetaElement>('meta[name=touchstone-version]')?.content;

/** Asks the service worker and hears its answers up to the last. @throws Error where it stays silent. */
export function ask(
  registration: ServiceWorkerRegistration,
  request: OfflineRequest,
  heard: (answer: OfflineAnswer) => void = () => undefined,
): Promise<OfflineAnswer> {
  return new Promise((resolve, reject) => {
    const worker = registration.active;
    if (!worker) return reject(new Error('no service worker is active'));
    const { port1, port2 } = new MessageChannel();
    const silent = () => reject(new Error('the service worker is silent'));
    let timer = setTimeout(silent, patienceMs);
    port1.onmessage = ({ data }: MessageEvent<OfflineAnswer>) => {
      clearTimeout(timer);
      if (data.end) {
        port1.close();
        resolve(data);
      } else {
        timer = setTimeout(silent, patienceMs);
        heard(data);
      }
    };
    worker.postMessage(request, [port2]);
  });
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
