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

/**
 * Asks the workers of all open pages. True only where at least one answers in time and none is outside: which of them is
 * this page's own cannot be told from here.
 */
export function workersAreServed(waitMs = 2000): Promise<boolean> {
  const question = Math.random();
  const channel = new BroadcastChannel(channelName);
  const answers: boolean[] = [];
  channel.onmessage = ({ data }: MessageEvent<{ answer?: number; served?: boolean }>) => {
    if (data.answer === question) answers.push(data.served === true);
  };
  channel.postMessage({ question });
  return new Promise((resolve) =>
    setTimeout(() => {
      channel.close();
      resolve(answers.length > 0 && answers.every(Boolean));
    }, waitMs),
  );
}
