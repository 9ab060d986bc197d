import { describe, expect, test } from 'vitest';
import { solvePositive } from '../../../src/numeric/cholesky.ts';
import { fitLogistic, fitRidge, linearValue, logisticLoss } from '../../../src/numeric/linear-models.ts';
import { fitPerceptron, perceptronValues } from '../../../src/numeric/perceptron.ts';
import { stream } from '../../../src/numeric/random.ts';

const data = Float64Array.from([0.5, 1, 1.5, -0.3, -1, 0.2, 2, 1.1, -0.4, -1.2, 0.1, 0.7, -2, 0.3, 1, -1]);
const table = { data, columns: 2 };
const outcomes = [1, 1, 0, 1, 0, 0, 1, 0];

describe('small learners', () => {
  test('Cholesky solves, and refuses what is not positive definite', () => {
    const x = solvePositive(Float64Array.from([4, 0, 2, 3]), Float64Array.from([8, 10]));
    expect(x[0]).toBeCloseTo(0.5, 14);
    expect(x[1]).toBeCloseTo(3, 14);
    expect(() => solvePositive(Float64Array.from([1, 0, 2, 1]), new Float64Array(2))).toThrow(RangeError);
  });

  // Reference values: scikit-learn 1.2.1, C = 1/ridge.
  test.each([
    [0.1, 0.3644993004, 1.4126634881, -0.20745868],
    [2, 0.2121338331, 0.5078301414, -0.09338454],
  ])('logistic regression with penalty %s is scikit-learn’s', (ridge, first, second, intercept) => {
    const model = fitLogistic(table, outcomes, ridge);
    expect(model.weights[0]).toBeCloseTo(first, 7);
    expect(model.weights[1]).toBeCloseTo(second, 7);
    expect(model.intercept).toBeCloseTo(intercept, 7);
  });

  test('logistic regression ends where outcomes are separable or all the same', () => {
    const split = fitLogistic({ data: Float64Array.from([-2, -1, 1, 2]), columns: 1 }, [0, 0, 1, 1], 1e-3);
    expect(linearValue(split, { data: Float64Array.from([2]), columns: 1 }, 0)).toBeGreaterThan(4);
    const same = fitLogistic(
      table,
      outcomes.map(() => 1),
      1,
    );
    expect(Number.isFinite(same.intercept)).toBe(true);
    expect(same.intercept).toBeGreaterThan(5);
    expect(logisticLoss(800, 0)).toBe(800);
    expect(logisticLoss(0, 1)).toBeCloseTo(Math.LN2, 14);
  });

  test('ridge regression is scikit-learn’s', () => {
    const model = fitRidge(table, [1.5, 2, -1, 3, 0.2, 0.4, -2, 1], 2);
    expect(model.weights[0]).toBeCloseTo(1.0135138791713856, 8);
    expect(model.weights[1]).toBeCloseTo(0.14955817036919633, 8);
    expect(model.intercept).toBeCloseTo(0.40717248363916086, 8);
  });

  test('the network learns what no line tells apart, and is the same for the same draws', () => {
    const points = stream(1, 'points').fillUniform(new Float64Array(600), -1, 1);
    const xor = Array.from({ length: 300 }, (_, i) => Number(points[2 * i] * points[2 * i + 1] > 0));
    const square = { data: points, columns: 2 };
    const fit = () => fitPerceptron(square, xor, { hidden: 16, penalty: 1e-4, epochs: 40 }, stream(2));
    const values = perceptronValues(fit(), square);
    const right = values.reduce((sum, value, i) => sum + Number(value > 0 === (xor[i] === 1)), 0);
    expect(right / 300).toBeGreaterThan(0.93);
    expect(perceptronValues(fit(), square)).toEqual(values);
  });
});
