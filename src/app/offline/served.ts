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
/** Workers that are starting or busy answer later; they are asked again. */
const againMs = 3000;

/**
 * Asks the workers of all open pages until one answers. True where none of those that answered is outside: which of them is
 * this page's own cannot be told from here.
 */
export function workersAreServed(): Promise<boolean> {
  const channel = new BroadcastChannel(channelName);
  const answers: boolean[] = [];
  return new Promise<boolean>((resolve) => {
    const question = Math.random();
    const ask = () => channel.postMessage({ question });
    const asking = setInterval(ask, againMs);
    channel.onmessage = ({ data }: MessageEvent<{ answer?: number; served?: boolean }>) => {
      if (data.answer !== question) return;
      clearInterval(asking);
      answers.push(data.served === true);
      setTimeout(() => resolve(answers.every(Boolean)), gatherMs);
    };
    ask();
  }).finally(() => channel.close());
}
