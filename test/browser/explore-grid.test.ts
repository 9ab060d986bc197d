import { afterEach, beforeEach, expect, test, vi } from 'vitest';
import { page, userEvent } from 'vitest/browser';
import { render } from 'vitest-browser-svelte';
import FallStrip from '../../src/app/components/explore/FallStrip.svelte';
import SampleGrid from '../../src/app/components/explore/SampleGrid.svelte';
import type { Tile } from '../../src/app/components/explore/tiles.ts';
import type { FallBin } from '../../src/app/components/explore/view.ts';
import { i18n } from '../../src/app/i18n.svelte.ts';
import type { SubjectView } from '../../src/app/lab/types.ts';
import '../../src/app/styles/tokens.css';
import '../../src/app/styles/base.css';

const subject: SubjectView = { kind: 'image', shape: [1, 2, 2], range: [0, 1] };
const answer = { predicted: 1, confidences: [0.2, 0.8], logits: null };
const tiles: Tile[] = Array.from({ length: 10 }, (_, place) => {
  const values = Float32Array.of(0, 0.5, 1, place / 10);
  const shown = {
    id: 100 + place,
    label: place % 2,
    clean: values,
    adversarial: values,
    before: answer,
    after: answer,
    attack: 'pgd',
    epsilon: 0.1,
    firstContinuous: 1,
    firstStored: 1,
    stored: true,
    source: 'computed',
  } as const;
  const id = 100 + place;
  return { id, place, label: place % 2, state: 'fell', shown, last: shown, name: `Sample ${id}` };
});

const heard = {
  onpage: vi.fn(() => true),
  onopen: vi.fn(),
  onbrush: vi.fn(),
};
beforeEach(() => {
  i18n.choose('en');
});
afterEach(() => vi.clearAllMocks());

const open = (more: object = {}) =>
  render(SampleGrid, {
    label: 'Samples 1 to 10 of 10',
    tiles,
    subject,
    look: 'adversarial',
    selected: new Set<number>(),
    columns: 4,
    returned: null,
    ...heard,
    ...more,
  });
const nameOf = (element: Element | null) =>
  element?.getAttribute('aria-label') ?? element?.querySelector('.visually-hidden')?.textContent;
const focused = () => nameOf(document.activeElement);

test('the grid is one tab stop; arrows, Home, End and Page keys move', async () => {
  await open();
  const stops = document.querySelectorAll('[role=gridcell][tabindex="0"]');
  expect(stops).toHaveLength(1);
  await userEvent.tab();
  expect(focused()).toBe('Sample 100');
  const way: [string, string][] = [
    ['{ArrowRight}', 'Sample 101'],
    ['{ArrowDown}', 'Sample 105'],
    ['{ArrowDown}', 'Sample 109'],
    ['{ArrowDown}', 'Sample 109'],
    ['{Home}', 'Sample 108'],
    ['{ArrowUp}', 'Sample 104'],
    ['{End}', 'Sample 107'],
    ['{Control>}{End}{/Control}', 'Sample 109'],
    ['{Control>}{Home}{/Control}', 'Sample 100'],
    ['{ArrowLeft}', 'Sample 100'],
  ];
  for (const [key, where] of way) {
    await userEvent.keyboard(key);
    await expect.poll(focused).toBe(where);
    expect(document.querySelectorAll('[role=gridcell][tabindex="0"]')).toHaveLength(1);
  }
  expect(heard.onbrush).not.toHaveBeenCalled();
  await userEvent.keyboard('{PageDown}');
  expect(heard.onpage).toHaveBeenLastCalledWith(1);
  await userEvent.keyboard('{PageUp}');
  expect(heard.onpage).toHaveBeenLastCalledWith(-1);
});

test('Enter opens; Shift and arrows brush from where they began; Escape lets go', async () => {
  await open({ selected: new Set([100]) });
  await userEvent.tab();
  await userEvent.keyboard('{ArrowRight}{Enter}');
  expect(heard.onopen).toHaveBeenCalledWith(101);
  await userEvent.keyboard('{Shift>}{ArrowRight}{/Shift}');
  expect(heard.onbrush).toHaveBeenLastCalledWith([101, 102]);
  await expect.poll(focused).toBe('Sample 102');
  await userEvent.keyboard('{Shift>}{ArrowDown}{/Shift}');
  expect(heard.onbrush).toHaveBeenLastCalledWith([101, 102, 103, 104, 105, 106]);
  await expect.poll(focused).toBe('Sample 106');
  await userEvent.keyboard('{Shift>}{Home}{/Shift}');
  expect(heard.onbrush).toHaveBeenLastCalledWith([101, 102, 103, 104]);
  await userEvent.keyboard('{Escape}');
  expect(heard.onbrush).toHaveBeenLastCalledWith(undefined);
  await userEvent.keyboard(' ');
  expect(heard.onbrush).toHaveBeenLastCalledWith([100, 104]);
});

test('what assistive tools meet: a grid of rows of named cells, the brushed ones selected', async () => {
  await open({ selected: new Set([101, 102]) });
  const grid = page.getByRole('grid', { name: 'Samples 1 to 10 of 10' });
  await expect.element(grid).toHaveAttribute('aria-multiselectable', 'true');
  await expect.element(grid).toHaveAccessibleDescription(/Arrow keys move/);
  expect(grid.getByRole('row').elements()).toHaveLength(3);
  expect(grid.getByRole('gridcell', { selected: true }).elements().map(nameOf)).toEqual([
    'Sample 101',
    'Sample 102',
  ]);
});

test('by pointer a click opens and Shift + click brushes; a closed sample has the focus again', async () => {
  await open({ returned: 105 });
  await expect.poll(focused).toBe('Sample 105');
  await page.getByRole('gridcell', { name: 'Sample 107' }).click({ modifiers: ['Shift'] });
  expect(heard.onbrush).toHaveBeenLastCalledWith([105, 106, 107]);
  expect(heard.onopen).not.toHaveBeenCalled();
  await page.getByRole('gridcell', { name: 'Sample 103' }).click();
  expect(heard.onopen).toHaveBeenCalledWith(103);
});

const bins: FallBin[] = [
  { kind: 'before', from: 0, to: 0, count: 2 },
  { kind: 'fell', from: 0.1, to: 0.1, count: 30 },
  { kind: 'fell', from: 0.2, to: 0.2, count: 0 },
  { kind: 'stands', from: 0, to: 0, count: 8 },
];

test('the strip is brushed by keys and by dragging', async () => {
  const onbrush = vi.fn();
  const binOf = ({ kind, from }: FallBin) => `${kind} ${from}`;
  const { rerender } = await render(FallStrip, {
    label: 'When samples fell',
    bins,
    nameOf: binOf,
    tickOf: binOf,
    selected: undefined,
    current: 1,
    onbrush,
  });
  await userEvent.tab();
  expect(focused()).toBe('before 0: 2');
  await userEvent.keyboard('{ArrowRight}');
  await expect.poll(focused).toBe('fell 0.1: 30');
  await userEvent.keyboard('{Enter}');
  expect(onbrush).toHaveBeenLastCalledWith([1, 1]);
  await userEvent.keyboard('{Shift>}{ArrowRight}{ArrowRight}{/Shift}');
  expect(onbrush).toHaveBeenLastCalledWith([1, 3]);
  await rerender({ selected: [1, 3] });
  expect(page.getByRole('option', { selected: true }).elements().map(nameOf)).toEqual([
    'fell 0.1: 30',
    'fell 0.2: 0',
    'stands 0: 8',
  ]);
  await userEvent.keyboard('{Escape}');
  expect(onbrush).toHaveBeenLastCalledWith(undefined);
  await rerender({ selected: undefined });
  await userEvent.dragAndDrop(
    page.getByRole('option', { name: 'fell 0.2: 0' }),
    page.getByRole('option', { name: 'before 0: 2' }),
  );
  expect(onbrush).toHaveBeenLastCalledWith([0, 2]);
});
