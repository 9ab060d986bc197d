import type { LoadTrouble, OfflineAnswer, OfflineRequest, Release, VersionQuestion } from '../types.ts';
import { Keep } from './keep.ts';
import { seal } from './seal.ts';
import { OfflineService } from './service.ts';

declare const __TOUCHSTONE_RELEASE__: Release;
declare const __TOUCHSTONE_POLICY__: string;

/**
 * The lab's service worker: keeps the page whole for use without a network. It takes over at once, but which version a page
 * gets is decided by what is held and by a person's click, never by which worker is the newest.
 */
const worker = self as unknown as ServiceWorkerGlobalScope;
const scope = new URL('./', worker.location.href).href;
const reach = seal(worker, scope);
const service = new OfflineService(
  new Keep(worker.caches, scope, __TOUCHSTONE_POLICY__),
  __TOUCHSTONE_RELEASE__,
  reach,
);

/** Pages that do not answer within this time may be asleep. */
const patienceMs = 3000;

worker.addEventListener('install', () => void worker.skipWaiting());
worker.addEventListener('activate', (event) => event.waitUntil(settle()));

worker.addEventListener('fetch', (event) => {
  const { request } = event;
  const address = new URL(request.url);
  if (request.method !== 'GET' || !request.url.startsWith(scope)) return;
  const path = decodeURIComponent(address.pathname.slice(new URL(scope).pathname.length));
  if (path === '.served') return event.respondWith(new Response(null, { status: 204 }));
  event.respondWith(answer(path, address.searchParams.get('v'), request));
});

async function answer(path: string, version: string | null, request: Request): Promise<Response> {
  const held = await service.answer(path, version).catch(() => undefined);
  return held ?? reach(request.url.slice(scope.length), { cache: request.cache, redirect: request.redirect });
}

worker.addEventListener('message', (event) => {
  const [port] = event.ports;
  if (port) event.waitUntil(obey(event.data as OfflineRequest, port));
});

async function obey(request: OfflineRequest, port: MessagePort): Promise<void> {
  const end = async (trouble?: LoadTrouble) => {
    const holdings = await service.holdings();
    port.postMessage({ holdings, end: true, ...(trouble ? { trouble } : {}) } satisfies OfflineAnswer);
  };
  try {
    if (request.ask === 'take') await service.take();
    if (request.ask === 'engine') await service.useEngine(request.engine).catch(() => undefined);
    if (request.ask !== 'load') {
      await end();
      return tidy();
    }
    const trouble = await service.load((holdings) =>
      port.postMessage({ holdings, end: false } satisfies OfflineAnswer),
    );
    if (trouble?.kind === 'storage-full') await service.giveUp();
    await settle();
    await end(trouble);
  } catch (error) {
    await end({ kind: 'unexpected', text: String(error) });
  }
}

/** Once a version is whole, pages that were opened without this worker are served by it, and so are their workers. */
async function settle(): Promise<void> {
  if ((await service.holdings()).currentWhole) await worker.clients.claim();
  await tidy();
}

async function tidy(): Promise<void> {
  await service.tidy(await versionsInUse());
}

async function versionsInUse(): Promise<ReadonlySet<string> | undefined> {
  const pages = await worker.clients.matchAll({ type: 'window', includeUncontrolled: true });
  const versions = await Promise.all(pages.map(versionOf));
  return versions.includes(undefined) ? undefined : new Set(versions as string[]);
}

function versionOf(page: Client): Promise<string | undefined> {
  return new Promise((resolve) => {
    const { port1, port2 } = new MessageChannel();
    port1.onmessage = ({ data }: MessageEvent<string>) => resolve(data);
    setTimeout(() => resolve(undefined), patienceMs);
    page.postMessage({ ask: 'version' } satisfies VersionQuestion, [port2]);
  });
}
