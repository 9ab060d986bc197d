/** Ways out of a service worker, by the object that has them. */
const waysOut: readonly (readonly [owner: string | null, name: string])[] = [
  [null, 'fetch'],
  [null, 'fetchLater'],
  [null, 'importScripts'],
  [null, 'WebSocket'],
  [null, 'WebSocketStream'],
  [null, 'EventSource'],
  [null, 'WebTransport'],
  [null, 'XMLHttpRequest'],
  ['Cache', 'add'],
  ['Cache', 'addAll'],
  ['Clients', 'openWindow'],
  ['WindowClient', 'navigate'],
  ['PushManager', 'subscribe'],
  ['BackgroundFetchManager', 'fetch'],
  ['SyncManager', 'register'],
  ['PeriodicSyncManager', 'register'],
  ['ServiceWorkerRegistration', 'showNotification'],
];

/**
 * A content policy in the page does not bind the service worker, and a plain host sends it none. So it is closed by
 * construction: every way out of its scope is taken away, and what is left reaches the page's own folder alone. Returns
 * that one way.
 * @param scope The page's folder as an address, with its closing `/`.
 */
export function seal(
  global: ServiceWorkerGlobalScope,
  scope: string,
): (path: string, options: RequestInit) => Promise<Response> {
  const open = global.fetch.bind(global);
  const refuse = () => {
    throw new TypeError('the lab reaches nothing but its own files');
  };
  const refuseLater = () => Promise.reject(new TypeError('the lab reaches nothing but its own files'));
  const names = global as unknown as Record<string, { prototype?: object } | undefined>;
  for (const [owner, name] of waysOut) {
    const holder = owner === null ? global : names[owner]?.prototype;
    const value = owner !== null || name === 'fetch' ? refuseLater : refuse;
    if (holder && name in holder) closeAll(holder, name, value);
  }
  return (path, options) => {
    const address = new URL(path, scope);
    if (!address.href.startsWith(scope)) return refuseLater();
    return open(address.href, {
      ...options,
      // Redirects to another origin fail with this too.
      mode: 'same-origin',
      credentials: 'same-origin',
      referrerPolicy: 'no-referrer',
    });
  };
}

/** Also where the object inherits it from: what is hidden could be reached there. */
function closeAll(holder: object, name: string, value: unknown): void {
  for (let at: object | null = holder; at; at = Object.getPrototypeOf(at) as object | null)
    if (at === holder || Object.hasOwn(at, name))
      Object.defineProperty(at, name, { value, writable: false, configurable: false });
}
