import type { Thread } from '../link.ts';

/**
 * Starts a module worker from a `blob:` module that imports the worker's file: such a worker inherits the page's content
 * policy, while one loaded from the network does not obey a policy given in `<meta>`.
 */
export function startBlobWorker(file: string, name: string): { worker: Worker; end(): void } {
  const address = new URL(file, self.location.origin).href;
  const module = new Blob([`import ${JSON.stringify(address)};`], { type: 'text/javascript' });
  const url = URL.createObjectURL(module);
  const worker = new Worker(url, { type: 'module', name });
  return {
    worker,
    end() {
      worker.terminate();
      URL.revokeObjectURL(url);
    },
  };
}

/** A thread for the pool from a worker file's address. */
export function pageThread(file: string, name: string): Thread {
  const { worker, end } = startBlobWorker(file, name);
  return {
    endpoint: worker,
    onDeath(report) {
      worker.addEventListener('error', (event) => {
        event.preventDefault();
        report(new Error(event.message || `${name} could not start`));
      });
      worker.addEventListener('messageerror', () => report(new Error('a message could not be read')));
    },
    end,
  };
}
