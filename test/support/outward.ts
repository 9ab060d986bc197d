/** Results of trying to reach another machine, by the way that was tried. */
export type Tries = Record<string, string>;

/**
 * Tries every way out that scripts have, to `http` (an address of another origin) and `stun` (a port for UDP). Runs inside
 * pages and workers as its own text (`reaching.ts`), so it uses nothing from outside itself; a way that does not exist there is
 * left out.
 */
export async function tryToReach({ http, stun }: { http: string; stun: number }): Promise<Tries> {
  const tries: Tries = {};
  const scope = globalThis as unknown as Record<string, unknown>;
  const patience = 1500;
  const note = async (name: string, attempt: () => unknown) => {
    try {
      const late = new Promise((resolve) => setTimeout(() => resolve('no answer'), patience));
      tries[name] = String(await Promise.race([attempt(), late]));
    } catch (error) {
      tries[name] = `refused: ${error instanceof Error ? error.message : String(error)}`;
    }
  };
  const settled = (target: EventTarget, ...names: string[]) =>
    new Promise((resolve) => {
      for (const name of names) target.addEventListener(name, () => resolve(name), { once: true });
    });
  const at = (name: string) => `${http}${name}`;
  const socket = http.replace('http', 'ws');

  await note('fetch', () => fetch(at('fetch'), { mode: 'no-cors' }).then(() => 'reached'));
  await note('fetch keepalive', () =>
    fetch(at('keepalive'), { mode: 'no-cors', keepalive: true, method: 'POST', body: 'x' }),
  );
  if (scope.XMLHttpRequest)
    await note('xhr', () => {
      const request = new XMLHttpRequest();
      request.open('GET', at('xhr'));
      request.send();
      return settled(request, 'load', 'error');
    });
  if (scope.WebSocket)
    await note('websocket', () => settled(new WebSocket(`${socket}websocket`), 'open', 'error'));
  if (scope.EventSource)
    await note('eventsource', () => settled(new EventSource(at('eventsource')), 'open', 'error'));
  if (scope.WebTransport)
    await note('webtransport', () => new WebTransport(at('webtransport').replace('http:', 'https:')).ready);
  if (scope.importScripts && !scope.document)
    await note('importScripts', () => (scope.importScripts as (url: string) => void)(at('script.js')));
  await note('import', () => import(/* @vite-ignore */ at('module.js')));
  if (scope.Worker) {
    await note('worker', () => settled(new Worker(at('worker.js')), 'message', 'error'));
    await note('blob worker importing', () => {
      const text = new Blob([`import ${JSON.stringify(at('nested.js'))}`], { type: 'text/javascript' });
      return settled(new Worker(URL.createObjectURL(text), { type: 'module' }), 'message', 'error');
    });
    await note('blob worker fetching', () => {
      const text = new Blob(
        [
          `fetch(${JSON.stringify(at('blob-fetch'))}, { mode: 'no-cors' }).then(() => postMessage('reached'), () => postMessage('refused'))`,
        ],
        { type: 'text/javascript' },
      );
      return settled(new Worker(URL.createObjectURL(text)), 'message', 'error');
    });
  }
  if (scope.caches) await note('cache.add', async () => (await caches.open('outward')).add(at('cache')));
  if (navigator.sendBeacon) await note('beacon', () => `queued: ${navigator.sendBeacon(at('beacon'), 'x')}`);
  if (scope.RTCPeerConnection)
    await note('webrtc', async () => {
      const peer = new RTCPeerConnection({ iceServers: [{ urls: `stun:127.0.0.1:${stun}` }] });
      peer.createDataChannel('x');
      await peer.setLocalDescription(await peer.createOffer());
      return settled(peer, 'icecandidateerror');
    });
  if (!scope.document) return tries;

  const element = (name: string, tag: string, attributes: Record<string, string>) =>
    note(name, () => {
      const made = document.createElement(tag);
      const end = settled(made, 'load', 'error');
      for (const [key, value] of Object.entries(attributes)) made.setAttribute(key, value);
      document.body.append(made);
      return end.finally(() => made.remove());
    });
  await element('image', 'img', { src: at('image.png') });
  await element('script', 'script', { src: at('element.js') });
  await element('style sheet', 'link', { rel: 'stylesheet', href: at('style.css') });
  await element('prefetch', 'link', { rel: 'prefetch', href: at('prefetch') });
  await element('preload', 'link', { rel: 'preload', as: 'fetch', href: at('preload') });
  await element('frame', 'iframe', { src: at('frame') });
  await element('object', 'object', { data: at('object') });
  await element('audio', 'audio', { src: at('audio.wav') });
  await note('form', () => {
    const form = Object.assign(document.createElement('form'), {
      action: at('form'),
      method: 'post',
      target: 'x',
    });
    document.body.append(form);
    form.submit();
    form.remove();
    return new Promise((resolve) => setTimeout(() => resolve('sent'), 300));
  });
  await note('font', () => new FontFace('outward', `url(${at('font.woff2')})`).load());
  return tries;
}
