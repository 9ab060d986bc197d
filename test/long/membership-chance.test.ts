import { expect, test } from 'vitest';
import { membershipAttacks } from '../../src/attacks/membership/index.ts';
import { calibrate } from '../../src/numeric/calibration.ts';
import { areaCovariance, areaInterval, placementsOf } from '../../src/numeric/delong.ts';
import { clopperPearson } from '../../src/numeric/intervals.ts';
import { stream } from '../../src/numeric/random.ts';
import { rankingOf } from '../../src/numeric/ranking.ts';
import { RocResamples } from '../../src/numeric/roc-band.ts';
import { rocOf } from '../../src/numeric/roc.ts';
import { normalCdf, normalQuantile } from '../../src/numeric/special.ts';
import { evidenceOf } from '../support/membership-evidence.ts';

/**
 * How often intervals hold what they promise, and whether any attack finds more or less than chance where there is nothing to find.
 * Shares are judged by the exact interval of a binomial with the promised rate.
 */

const members = (n1: number, n0: number) => Array.from({ length: n1 + n0 }, (_, i) => Number(i < n1));

/** Normal scores whose expected area is `area`. */
function scoresOf(positive: readonly number[], area: number, seed: number): Float64Array {
  const shift = Math.SQRT2 * normalQuantile(area);
  const noise = stream(seed, 'coverage').fillNormal(new Float64Array(positive.length));
  return noise.map((z, i) => z + shift * positive[i]);
}

const RUNS = 2000;

test.each([
  [0.5, 150, 500],
  [0.8, 150, 500],
  [0.5, 1000, 1000],
  [0.97, 300, 300],
])('DeLong’s interval holds an area of %s (%s members, %s others)', (area, n1, n0) => {
  const positive = members(n1, n0);
  let held = 0;
  for (let run = 0; run < RUNS; run++) {
    const { low, high } = areaInterval(placementsOf(rankingOf(scoresOf(positive, area, run)), positive));
    if (low <= area && area <= high) held++;
  }
  console.info(`area ${area}, ${n1} and ${n0}: held in ${(100 * held) / RUNS} %`);
  expect(held / RUNS).toBeGreaterThan(0.935);
  expect(held / RUNS).toBeLessThan(0.97);
});

test('the perfect and the near-perfect area have an interval that holds', () => {
  // An area of 0.999 with 40 on each side is seen as 1 in most runs.
  const positive = members(40, 40);
  let held = 0;
  let perfect = 0;
  for (let run = 0; run < RUNS; run++) {
    const found = placementsOf(rankingOf(scoresOf(positive, 0.999, run)), positive);
    const { low, high } = areaInterval(found);
    if (found.area === 1) perfect++;
    if (low <= 0.999 && 0.999 <= high) held++;
  }
  console.info(`area 0.999: perfect in ${(100 * perfect) / RUNS} %, held in ${(100 * held) / RUNS} %`);
  expect(perfect).toBeGreaterThan(RUNS / 2);
  expect(held / RUNS).toBeGreaterThan(0.935);
});

test('the band holds the true rate at each false-positive rate', () => {
  const [n1, n0, area] = [500, 2000, 0.8];
  const positive = members(n1, n0);
  const grid = [0.01, 0.05, 0.2, 0.5];
  const shift = Math.SQRT2 * normalQuantile(area);
  const held = grid.map(() => 0);
  const runs = 200;
  for (let run = 0; run < runs; run++) {
    const resamples = new RocResamples(n1, n0, stream(run, 'band'), grid);
    resamples
      .band(rocOf(rankingOf(scoresOf(positive, area, run)), positive))
      .forEach(({ fpr, low, high }, g) => {
        const truth = normalCdf(shift + normalQuantile(fpr));
        if (low <= truth && truth <= high) held[g]++;
      });
  }
  console.info(`band at ${grid}: held in ${held.map((n) => (100 * n) / runs)} %`);
  for (const n of held) expect(clopperPearson(n, runs, 0.999).high).toBeGreaterThan(0.94);
});

test('calibrated advantages hold chance, and no attack finds more or less than that', () => {
  const runs = 200;
  const lines: string[] = [];
  for (const attack of membershipAttacks) {
    let [sum, beyond, outside] = [0, 0, 0];
    for (let run = 0; run < runs; run++) {
      const evidence = evidenceOf({
        count: 300,
        seed: 1000 + run,
        shadows: 4,
        shift: 0,
        shadowShift: 2,
        base: (_, label, value) => label + value,
      });
      const scores = attack.score(evidence);
      const found = placementsOf(rankingOf(scores), evidence.members);
      sum += found.area;
      if (Math.abs(found.area - 0.5) > 1.96 * Math.sqrt(areaCovariance(found, found))) beyond++;
      const { low, high } = calibrate(
        scores,
        evidence.members,
        'advantage',
        stream(run, 'calibrate'),
      )!.advantage;
      if (low > 0 || high < 0) outside++;
    }
    lines.push(
      `${attack.id}: mean area ${(sum / runs).toFixed(4)}, beyond 95 % in ${(100 * beyond) / runs} %, advantage in ${(100 * outside) / runs} %`,
    );
    // The area of 150 and 150 has the standard error 0.033; its mean over 200 runs 0.0024.
    expect(Math.abs(sum / runs - 0.5), attack.id).toBeLessThan(4 * 0.0024);
    expect(beyond / runs, attack.id).toBeLessThan(clopperPearson(10, runs, 0.9998).high);
    expect(outside / runs, attack.id).toBeLessThan(clopperPearson(10, runs, 0.9998).high);
  }
  console.info(lines.join('\n'));
});
