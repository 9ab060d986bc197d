/** Engines that are loaded only where they are used. */
export type OptionalEngine = 'webgpu' | 'tensorflow';

export const engineChannel = 'touchstone engine';

/** Tells the page that such an engine is used on this machine, so that its files are kept for use without a network. */
export function announceEngine(engine: OptionalEngine): void {
  if (typeof BroadcastChannel === 'undefined') return;
  const channel = new BroadcastChannel(engineChannel);
  channel.postMessage(engine);
  channel.close();
}
