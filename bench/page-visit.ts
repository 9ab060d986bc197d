import { gzipSync } from 'node:zlib';
import type { BrowserContext, Page } from 'playwright';

/** What a visit fetched, by address. */
export interface Transfer {
  readonly url: string;
  readonly bytes: number;
  /** As most hosts send it. */
  readonly compressed: number;
}

/** Writes down what a context fetches, each address once. `ended` waits for answers on their way. */
export function watchTransfers(context: BrowserContext): {
  all(): Transfer[];
  ended(): Promise<void>;
} {
  const seen = new Map<string, Transfer>();
  const waiting = new Set<Promise<unknown>>();
  context.on('response', (response) => {
    const url = response.url().replace(/[?#].*/, '');
    if (!/^http/.test(url) || response.status() !== 200) return;
    const read = response
      .body()
      .then((body) =>
        seen.set(url, { url, bytes: body.length, compressed: gzipSync(body, { level: 9 }).length }),
      )
      .catch(() => undefined)
      .finally(() => waiting.delete(read));
    waiting.add(read);
  });
  return {
    all: () => [...seen.values()],
    async ended() {
      while (waiting.size) await Promise.all(waiting);
    },
  };
}

export const sumOf = (transfers: readonly Transfer[], of: 'bytes' | 'compressed') =>
  transfers.reduce((sum, transfer) => sum + transfer[of], 0);

export const isScript = ({ url }: Transfer) => /\.m?js$/.test(url);

interface TraceEvent {
  readonly name: string;
  readonly pid: number;
  readonly tid: number;
  /** Microseconds by the clock, and of the thread's own work. */
  readonly dur?: number;
  readonly tdur?: number;
  readonly args?: { readonly name?: string };
}

/** Longest tasks of the page's own thread while `work` goes on, in ms: of its own work, and by the clock. */
export async function longestTask(
  page: Page,
  work: () => Promise<unknown>,
): Promise<{ work: number; clock: number; tasks: number }> {
  const session = await page.context().newCDPSession(page);
  const trace: TraceEvent[] = [];
  session.on('Tracing.dataCollected', ({ value }) => trace.push(...(value as unknown as TraceEvent[])));
  await session.send('Tracing.start', {
    categories: 'toplevel,disabled-by-default-devtools.timeline',
    transferMode: 'ReportEvents',
  });
  await work();
  const complete = new Promise((resolve) => session.once('Tracing.tracingComplete', resolve));
  await session.send('Tracing.end');
  await complete;
  await session.detach();
  const thread = ({ pid, tid }: TraceEvent) => `${pid}/${tid}`;
  const main = new Set(trace.filter(({ args }) => args?.name === 'CrRendererMain').map(thread));
  const tasks = trace.filter((event) => event.name === 'RunTask' && event.dur && main.has(thread(event)));
  const longest = (of: (event: TraceEvent) => number) => Math.max(0, ...tasks.map(of)) / 1000;
  return {
    work: longest(({ tdur = 0 }) => tdur),
    clock: longest(({ dur = 0 }) => dur),
    tasks: tasks.length,
  };
}

/** Frames the page draws while `work` goes on. */
export async function framesDuring(
  page: Page,
  work: () => Promise<unknown>,
): Promise<{ perSecond: number; slowest: number }> {
  await page.evaluate(() => {
    const times: number[] = [];
    Object.assign(window, { frameTimes: times });
    const note = (time: number) => {
      times.push(time);
      if ('frameTimes' in window) requestAnimationFrame(note);
    };
    requestAnimationFrame(note);
  });
  await work();
  const times = await page.evaluate(() => {
    const holder = window as unknown as { frameTimes?: number[] };
    const noted = holder.frameTimes ?? [];
    delete holder.frameTimes;
    return noted;
  });
  const gaps = times.slice(1).map((time, i) => time - times[i]);
  return { perSecond: (1000 * gaps.length) / (times.at(-1)! - times[0]), slowest: Math.max(...gaps) };
}
