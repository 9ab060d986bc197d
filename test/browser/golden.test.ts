import { expect, test } from 'vitest';
import { assess } from '../../src/assessment/assess.ts';
import { parsePlan, resolvePlan } from '../../src/assessment/plan.ts';
import { prepareSubject } from '../../src/assessment/subject.ts';
import { loadBundled } from '../../src/datasets/bundled.ts';
import { readReport } from '../../src/document/read.ts';
import { toText } from '../../src/document/text.ts';
import { indicators } from '../../src/indicators/index.ts';
import { realExecutor } from '../support/assessment/real.ts';

const fetched = async (path: string) => {
  const response = await fetch(path);
  expect(response.ok, path).toBe(true);
  return new Uint8Array(await response.arrayBuffer());
};
const golden = (name: string) => fetched(`/test/fixtures/golden/${name}`);

test('a page gives the figures of the terminal, to the last digit', async () => {
  const subject = prepareSubject({
    model: await golden('means.onnx'),
    target: null,
    dataset: await loadBundled('digits', (path) => fetched(`/${path}`)),
  });
  const plan = resolvePlan(
    parsePlan(JSON.parse(new TextDecoder().decode(await golden('plan.json')))),
    subject.info,
    indicators,
  );
  const report = await assess(plan, subject, {
    registry: indicators,
    executor: realExecutor(),
    host: 'page',
  });
  const terminal = readReport(await golden('report.json'));
  expect(toText({ ...report, timings: undefined })).toBe(toText({ ...terminal, timings: undefined }));
});
