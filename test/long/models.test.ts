import { readFile } from 'node:fs/promises';
import { fileURLToPath } from 'node:url';
import { describe, expect, it } from 'vitest';
import { definitions } from '../../scripts/models/definitions.ts';
import { workshop } from '../../scripts/models/main.ts';
import { makeModel } from '../../scripts/models/make.ts';
import { loadTarget } from '../../src/training/bundled.ts';

const root = fileURLToPath(new URL('../../', import.meta.url));
const fetchBytes = async (path: string) => new Uint8Array(await readFile(`${root}public/${path}`));
const shop = workshop(root, () => undefined);

const cardOf = async (id: string) => (await loadTarget(id, fetchBytes)).card;

/** Robust accuracy of a card at its ε of note. */
async function leftAtNote(id: string): Promise<number> {
  const card = await cardOf(id);
  const figure = card.robustness.find(({ epsilon }) => epsilon === card.epsilonOfNote);
  if (!figure) throw new Error(`${id} has no figure at its ε of note`);
  expect(figure).toMatchObject({ attack: 'pgd', norm: 'linf', steps: 40, restarts: 5 });
  expect(figure.losses).toEqual(['cross-entropy', 'margin']);
  return figure.accuracy;
}

// Trains every model anew and attacks it anew: the cards' figures are proved by being met again exactly.
describe.each(definitions)('$id', (definition) => {
  it('is remade byte for byte, with the same accuracies and robustness', async () => {
    const { onnx, card } = await makeModel(definition, shop);
    const bundled = await loadTarget(definition.id, fetchBytes);
    expect(card).toEqual(bundled.card);
    expect(onnx).toEqual(bundled.bytes);
  });

  it('shows its robustness at half, once and one and a half times its ε of note', async () => {
    const { epsilonOfNote, robustness } = await cardOf(definition.id);
    expect(robustness.map(({ epsilon }) => epsilon / epsilonOfNote)).toEqual(
      [0.5, 1, 1.5].map((factor) => expect.closeTo(factor, 9)),
    );
    const counts = robustness.map(({ correct }) => correct);
    expect(counts).toEqual([...counts].sort((a, b) => b - a));
  });
});

describe('adversarial training', () => {
  it('keeps at least 55 % of the digits at L∞ 0.15, where standard training keeps at most 30 %', async () => {
    expect((await cardOf('digits-cnn')).epsilonOfNote).toBe(0.15);
    expect((await cardOf('digits-cnn-adversarial')).epsilonOfNote).toBe(0.15);
    expect(await leftAtNote('digits-cnn')).toBeLessThanOrEqual(0.3);
    expect(await leftAtNote('digits-cnn-adversarial')).toBeGreaterThanOrEqual(0.55);
  });

  it('keeps at least 30 points more of the signs, where standard training first keeps at most 25 %', async () => {
    const { epsilonOfNote } = await cardOf('signs-cnn');
    expect((await cardOf('signs-cnn-adversarial')).epsilonOfNote).toBe(epsilonOfNote);
    const standard = await leftAtNote('signs-cnn');
    expect(standard).toBeLessThanOrEqual(0.25);
    expect(await leftAtNote('signs-cnn-adversarial')).toBeGreaterThanOrEqual(standard + 0.3);
  });
});
