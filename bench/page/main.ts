/** Hands requests of bench/page/open.ts to the worker and its answers back. */
const worker = new Worker(new URL('./bench.worker.ts', import.meta.url), { type: 'module' });
const failed = new Promise<never>((_, fail) =>
  worker.addEventListener('error', (event) => fail(new Error(event.message))),
);

async function ask(request: unknown): Promise<unknown> {
  const answer = new Promise((done, fail) =>
    worker.addEventListener(
      'message',
      ({ data }) => (data.error ? fail(new Error(data.error)) : done(data.answer)),
      { once: true },
    ),
  );
  worker.postMessage(request);
  return Promise.race([answer, failed]);
}

Object.assign(window, { ask });
