import { measureCharts } from '../charts/measure.ts';

/** Frame rate while the pointer moves over the largest charts: five curves of 2,000 points, 10,000 scattered points. */
export async function run(log: (line: string) => void): Promise<void> {
  const round = (value: number) => String(Math.round(value * 10) / 10);
  log(
    '| chart | frames per second | ms between frames: median, 95 %, longest | ms of work for a move: median, 95 % |',
  );
  log('| --- | --- | --- | --- |');
  for (const one of await measureCharts(['manySteps', 'points-10000', 'classOverlay', 'lossLandscape']))
    log(
      `| ${one.chart} | ${round(one.perSecond)} | ${[one.median, one.p95, one.longest].map(round).join(', ')} | ${[one.work, one.workP95].map(round).join(', ')} |`,
    );
}
