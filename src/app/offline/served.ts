const channelName = 'touchstone served';

/** Whether requests of this thread come to the service worker: it alone knows this address. */
async function isServed(folder: string): Promise<boolean> {
  const response = await fetch(new URL('.served', folder)).catch(() => undefined);
  return response?.status === 204;
}

/**
 * A browser may leave a worker that was started before the service worker outside of it until the next reload. The worker
 * says so when asked; the page promises nothing before.
 */
export function answerServed(folder: string): void {
  if (typeof BroadcastChannel === 'undefined') return;
  const channel = new BroadcastChannel(channelName);
  channel.onmessage = async ({ data }: MessageEvent<{ question?: number }>) => {
    if (data.question !== undefined)
      channel.postMessage({ answer: data.question, served: await isServed(folder) });
  };
}

/** After the first answer the others have this long. */
const gatherMs = 300;

/**
 * Asks the workers of all open pages. True only where at least one answers in time and none is outside: which of them is
 * this page's own cannot be told from here.
 */
export function workersAreServed(patienceMs = 10_000): Promise<boolean> {
  const question = Math.random();
  const channel = new BroadcastChannel(channelName);
  const answers: boolean[] = [];
  return new Promise<boolean>((resolve) => {
    const end = () => resolve(answers.length > 0 && answers.every(Boolean));
    setTimeout(end, patienceMs);
    channel.onmessage = ({ data }: MessageEvent<{ answer?: number; served?: boolean }>) => {
      if (data.answer !== question) return;
      answers.push(data.served === true);
      setTimeout(end, gatherMs);
    };
    channel.postMessage({ question });
  }).finally(() => channel.close());
}
