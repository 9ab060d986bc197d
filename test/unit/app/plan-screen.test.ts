import { describe, expect, test } from 'vitest';
import { estimate } from '../../../src/app/components/plan/estimate.ts';
import { thresholdParts, thresholdText } from '../../../src/app/components/plan/threshold-text.ts';
import { pastedAs } from '../../../src/app/components/start/pasted.ts';
import { timePasses } from '../../../src/app/lab/plan/timing.ts';
import { parseThreshold } from '../../../src/assessment/threshold.ts';
import { createWasmRuntime } from '../../../src/graph/runtime/wasm.ts';
import { plannedTarget } from '../../support/subject.ts';

describe('time of a plan', () => {
  const pass = { low: 0.5, middle: 1, high: 2 };
  const pace = { forward: pass, gradient: { low: 2, middle: 3, high: 4 }, engine: 'wasm' as const };
  const amount = { shards: 1, samples: 1, forwards: 1000, gradients: 1000 };

  test('the ends hold the middle, and more lanes than cores help nobody', () => {
    const { low, middle, high } = estimate(amount, pace, 2, 2)!;
    expect(low).toBeLessThan(middle);
    expect(middle).toBeLessThan(high);
    expect(estimate(amount, pace, 8, 2)).toEqual({ low, middle, high });
    expect(estimate(amount, pace, 1, 2)!.high).toBeCloseTo(2 * high, 9);
  });

  test('without a timed gradient nothing is said of attacks, but of the rest', () => {
    expect(estimate(amount, { ...pace, gradient: null }, 1, 1)).toBeNull();
    const plain = estimate({ ...amount, gradients: 0 }, { ...pace, gradient: null }, 1, 1)!;
    expect(plain.middle).toBeCloseTo(1.15, 9);
  });

  test('real passes of a real model are timed by the clock that is given', async () => {
    let clock = 0;
    const now = () => (clock += 7);
    const { source } = await plannedTarget('digits-cnn', { samples: 20 });
    const engine = { runtime: createWasmRuntime(), report: { engine: 'wasm', agreement: null } } as const;
    const timed = await timePasses(source, async () => engine, now);
    expect(timed.engine).toBe('wasm');
    expect(timed.forward).toEqual({ low: 7 / 20, middle: 7 / 20, high: 7 / 20 });
    expect(timed.gradient).toEqual({ low: 7 / 80, middle: 7 / 80, high: 7 / 80 });
  });
});

describe('thresholds', () => {
  test.each(['A.5-3>=0.4', 'A.5-3 < 1e-3', ' A.5-3<=0.5 '])(
    '%j comes apart as the engine reads it',
    (text) => {
      const parts = thresholdParts(text, 'A.5-3')!;
      expect(parts).toEqual({
        comparison: parseThreshold(text).comparison,
        limit: parseThreshold(text).limit,
      });
      expect(parseThreshold(thresholdText('A.5-3', parts))).toMatchObject(parts);
    },
  );

  test.each(['A.3-1>=0.4', 'A.5-3=0.4', 'A.5-3>=x', ''])('%j is none of A.5-3', (text) => {
    expect(thresholdParts(text, 'A.5-3')).toBeNull();
  });
});

describe('what is pasted', () => {
  test.each([
    [
      'https://lab.example/x/#target=digits-cnn&samples=40',
      { kind: 'address', hash: '#target=digits-cnn&samples=40' },
    ],
    ['http://192.168.0.7:4173/#v=1&target=signs-cnn', { kind: 'address', hash: '#v=1&target=signs-cnn' }],
    ['#target=digits-cnn', { kind: 'address', hash: '#target=digits-cnn' }],
    ['{"schemaVersion": 1}', { kind: 'file' }],
    ['\n {"indicators": []}', { kind: 'file' }],
    ['hello', { kind: 'nothing' }],
    ['javascript:alert(1)#a=1', { kind: 'nothing' }],
    ['https://lab.example/', { kind: 'nothing' }],
    [`#a=${'x'.repeat(5000)}`, { kind: 'nothing' }],
  ])('%s', (text, meant) => {
    expect(pastedAs(text)).toEqual(meant);
  });
});
