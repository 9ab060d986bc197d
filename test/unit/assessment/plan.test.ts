import { describe, expect, test } from 'vitest';
import {
  defaultPlan,
  parsePlan,
  resolvePlan,
  withField,
  withIndicators,
  withSetting,
} from '../../../src/assessment/plan.ts';
import { countingSubject, registry } from '../../support/assessment/counting.ts';

const { info } = countingSubject();

describe('a plan file', () => {
  test('left empty is the default plan', () => {
    expect(parsePlan({})).toEqual(defaultPlan);
  });

  test('takes indicators by id or with parameters', () => {
    const plan = parsePlan({
      indicators: ['A.3-1', { id: 'A.5-3', parameters: { size: 2 } }],
      samples: 7,
      order: 'random',
    });
    expect(plan.indicators).toEqual([
      { id: 'A.3-1', parameters: {} },
      { id: 'A.5-3', parameters: { size: 2 } },
    ]);
    expect(plan).toMatchObject({ samples: 7, order: 'random', offset: 0 });
  });

  test.each([
    [[], 'JSON object'],
    [null, 'JSON object'],
    ['plan', 'JSON object'],
    [{ sampels: 3 }, 'sampels'],
    [{ samples: 0 }, 'samples'],
    [{ samples: 1.5 }, 'samples'],
    [{ offset: -1 }, 'offset'],
    [{ seed: 2 ** 60 }, 'seed'],
    [{ seed: '3' }, 'seed'],
    [{ order: 'sorted' }, 'order'],
    [{ engine: 'cuda' }, 'engine'],
    [{ indicators: [{ id: 'A.5-3', params: {} }] }, 'indicators'],
    [{ thresholds: 'A.5-3>=0.4' }, 'thresholds'],
    [JSON.parse('{"__proto__": 1}'), '__proto__'],
  ])('%j is refused with a sentence that says why', (value, part) => {
    expect(() => parsePlan(value)).toThrowError(
      expect.objectContaining({ name: 'UserError', message: expect.stringContaining(part) }),
    );
  });

  test('written into a report it can be read again', () => {
    const record = resolvePlan(parsePlan({ indicators: ['A.3-1'], seed: 4 }), info, registry);
    expect(resolvePlan(parsePlan(JSON.parse(JSON.stringify(record))), info, registry)).toEqual(record);
  });
});

describe('settings', () => {
  test.each([
    ['A.5-3.epsilons=[0,0.1]', 'epsilons', [0, 0.1]],
    ['A.5-3.norm=l2', 'norm', 'l2'],
    ['A.5-3.attacks=["mi-fgsm"]', 'attacks', ['mi-fgsm']],
    ['A.5-3.stepSize={"relative": 0.25}', 'stepSize', { relative: 0.25 }],
    [' A.5-3.randomStart = false ', 'randomStart', false],
  ])('%s', (setting, name, value) => {
    expect(withSetting(defaultPlan, setting).indicators[0].parameters).toEqual({ [name]: value });
  });

  test.each(['epsilons=[0]', 'A.5-3.epsilons', 'A.5-3.epsilons=[0', 'A.5-3=1', 'A.5-3.epsilons=', ''])(
    '%j is refused',
    (setting) => {
      expect(() => withSetting(defaultPlan, setting)).toThrowError(/is not of the form/);
    },
  );

  test('for an indicator that is not planned are refused', () => {
    expect(() => withSetting(withIndicators(defaultPlan, ['A.3-1']), 'A.5-3.norm=l2')).toThrowError(
      /not among the indicators/,
    );
  });

  test('stay when indicators are named anew', () => {
    const plan = withIndicators(withSetting(defaultPlan, 'A.5-3.norm=l2'), ['A.5-3']);
    expect(plan.indicators).toEqual([{ id: 'A.5-3', parameters: { norm: 'l2' } }]);
  });
});

describe('resolving', () => {
  test('spells every parameter out', () => {
    const plan = resolvePlan(withField(defaultPlan, 'samples', 5), info, registry);
    expect(plan.indicators).toEqual([
      { id: 'A.5-3', parameters: { size: 4 } },
      { id: 'A.3-1', parameters: { size: 4 } },
    ]);
  });

  test.each([
    [['A.9-9'], 'A.9-9'],
    [['toString'], 'toString'],
    [['A.3-1', 'A.3-1'], 'twice'],
    [[], 'no indicator'],
  ])('%j is refused', (ids, part) => {
    expect(() => resolvePlan(withIndicators(defaultPlan, ids), info, registry)).toThrowError(part);
  });

  test('refuses a list longer than anyone types', () => {
    const list = (length: number) => ({
      ...defaultPlan,
      indicators: [{ id: 'A.5-3', parameters: { list: Array(length).fill(0) as unknown } }],
    });
    expect(() => resolvePlan(list(1001), info, registry)).toThrowError(/A\.5-3\.list lists 1,001 values/);
    expect(resolvePlan(list(1000), info, registry).indicators).toHaveLength(1);
  });

  test('refuses a white-box indicator for a model without gradients, naming its operators', () => {
    const opaque = { ...info, notDifferentiable: ['NonMaxSuppression'] };
    expect(() => resolvePlan(defaultPlan, opaque, registry)).toThrowError(/NonMaxSuppression/);
    expect(resolvePlan(withIndicators(defaultPlan, ['A.3-1']), opaque, registry).indicators).toHaveLength(1);
  });
});
