import type { Amount } from '../assessment/progress.ts';
import { text, type Language } from '../messages/index.ts';
import type { Host } from './host.ts';

/** Milliseconds between updates: a line that is redrawn, and lines that stay. */
const redrawEvery = 200;
const lineEvery = 10_000;

/** Two steps of precision that a person waiting can use: `8 s`, `3 min 20 s`, `2 h 05 min`. */
export function duration(seconds: number, language: Language): string {
  const whole = Math.max(0, Math.ceil(seconds));
  if (whole < 60) return text({ id: 'cli.seconds', values: { s: whole } }, language);
  const minutes = Math.floor(whole / 60);
  if (minutes < 60) return text({ id: 'cli.minutes', values: { m: minutes, s: whole % 60 } }, language);
  return text({ id: 'cli.hours', values: { h: Math.floor(minutes / 60), m: minutes % 60 } }, language);
}

export function progressLine(progress: Amount, language: Language): string {
  const { done, total, shardsDone, shards, rate, secondsLeft } = progress;
  const percent = total === 0 ? 100 : Math.floor((100 * done) / total);
  const amount = text({ id: 'cli.progress', values: { percent, done: shardsDone, all: shards } }, language);
  if (rate === null || secondsLeft === null) return amount;
  const values = { rate: Number(rate.toPrecision(3)), left: duration(secondsLeft, language) };
  return `${amount} · ${text({ id: 'cli.progress-rate', values }, language)}`;
}

/** Shows progress on the person's terminal, or as few lines of a log. */
export function progressPrinter(host: Host): (progress: Amount) => void {
  const every = host.redraw ? redrawEvery : lineEvery;
  let last = host.redraw ? -Infinity : performance.now();
  return (progress) => {
    const finished = progress.shardsDone === progress.shards;
    const now = performance.now();
    if (now - last < every && !finished) return;
    last = now;
    const line = progressLine(progress, host.language);
    if (host.redraw) host.redraw(line);
    else host.say(line);
  };
}
