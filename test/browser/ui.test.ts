import { createRawSnippet, flushSync } from 'svelte';
import { beforeEach, describe, expect, test, vi } from 'vitest';
import { userEvent } from 'vitest/browser';
import { render } from 'vitest-browser-svelte';
import '../../src/app/styles/tokens.css';
import '../../src/app/styles/base.css';
import { i18n } from '../../src/app/i18n.svelte.ts';
import { settings } from '../../src/app/settings.svelte.ts';
import { notices } from '../../src/app/state/notices.svelte.ts';
import Announcer from '../../src/app/shell/Announcer.svelte';
import Dialog from '../../src/app/ui/Dialog.svelte';
import Field from '../../src/app/ui/Field.svelte';
import Lang from '../../src/app/ui/Lang.svelte';
import Menu from '../../src/app/ui/Menu.svelte';
import Panel from '../../src/app/ui/Panel.svelte';
import Range from '../../src/app/ui/Range.svelte';
import Segmented from '../../src/app/ui/Segmented.svelte';
import Switch from '../../src/app/ui/Switch.svelte';
import Tabs from '../../src/app/ui/Tabs.svelte';
import Tooltip from '../../src/app/ui/Tooltip.svelte';
import Trouble from '../../src/app/components/Trouble.svelte';

const html = (markup: string) => createRawSnippet(() => ({ render: () => markup }));
const choices = ['one', 'two', 'three'].map((id) => ({ id, label: id.toUpperCase() }));

beforeEach(() => {
  i18n.choose('en');
  notices.clear();
});

describe('Panel', () => {
  test('says what it is, folds what explains, and names the clause from the standard', async () => {
    const screen = await render(Panel, {
      id: 'curve',
      title: 'Accuracy under attack',
      what: 'How many samples stay right.',
      how: 'Higher is better.',
      next: 'Scrub.',
      clause: 'A.5-3',
      got: html('<p>400 samples, seed 1</p>'),
      children: html('<p>the chart</p>'),
    });
    const panel = screen.getByRole('region', { name: 'Accuracy under attack' });
    await expect.element(panel).toHaveAttribute('id', 'curve');
    await expect.element(screen.getByText('How many samples stay right.')).toBeVisible();
    await expect.element(screen.getByText('Higher is better.')).not.toBeVisible();
    await screen.getByText('How to read it').click();
    await expect.element(screen.getByText('Higher is better.')).toBeVisible();
    await screen.getByText('How was this number got?').click();
    await expect.element(screen.getByText('400 samples, seed 1')).toBeVisible();
    await expect.element(screen.getByText(/white-box/i)).toBeVisible();
    const chart = screen.getByText('the chart').element();
    const got = screen.getByText('How was this number got?').element();
    expect(chart.compareDocumentPosition(got) & Node.DOCUMENT_POSITION_FOLLOWING).toBeTruthy();
  });
});

describe('Range', () => {
  test('arrows go one grid point, Page keys five, Home and End to the ends; each point is said in words', async () => {
    const heard = vi.fn();
    const screen = await render(Range, {
      label: 'Strength',
      value: 0,
      points: 12,
      valueText: 'ε 0/255, accuracy 98 % (97 to 99)',
      onchange: heard,
    });
    const slider = screen.getByRole('slider', { name: 'Strength' });
    await expect.element(slider).toHaveAttribute('aria-valuetext', 'ε 0/255, accuracy 98 % (97 to 99)');
    (slider.element() as HTMLElement).focus();
    await userEvent.keyboard('{ArrowRight}{PageUp}{PageUp}{PageUp}{PageDown}{ArrowLeft}{Home}{End}');
    expect(heard.mock.calls.map(([value]) => value)).toEqual([1, 6, 11, 6, 5, 0, 11]);
  });
});

describe('Switch and Segmented', () => {
  test('a switch is one, by key and by its label', async () => {
    const heard = vi.fn();
    const screen = await render(Switch, { label: 'Sound', hint: 'Softly.', checked: false, onchange: heard });
    const it = screen.getByRole('switch', { name: 'Sound' });
    await expect.element(it).toHaveAccessibleDescription('Softly.');
    (it.element() as HTMLElement).focus();
    await userEvent.keyboard(' ');
    await screen.getByText('Sound').click();
    expect(heard.mock.calls).toEqual([[true], [false]]);
  });

  test('one choice among few holds; arrows walk', async () => {
    const heard = vi.fn();
    const screen = await render(Segmented, { label: 'Theme', items: choices, value: 'one', onchange: heard });
    await expect.element(screen.getByRole('group', { name: 'Theme' })).toBeVisible();
    (screen.getByRole('radio', { name: 'ONE' }).element() as HTMLElement).focus();
    await userEvent.keyboard('{ArrowRight}');
    expect(heard).toHaveBeenCalledWith('two');
    await expect.element(screen.getByRole('radio', { name: 'TWO' })).toBeChecked();
  });
});

describe('Field', () => {
  test('help and trouble belong to the control', async () => {
    const control = createRawSnippet((tied: () => { id: string; 'aria-describedby'?: string }) => ({
      render: () => `<input id="${tied().id}" aria-describedby="${tied()['aria-describedby']}" />`,
    }));
    const screen = await render(Field, {
      label: 'Seed',
      help: 'Any whole number.',
      error: 'Give a number.',
      children: control,
    });
    const input = screen.getByLabelText('Seed');
    await expect.element(input).toHaveAccessibleDescription('Any whole number. Give a number.');
  });
});

describe('Dialog', () => {
  test('takes the focus, keeps it, gives it back, and closes by Escape', async () => {
    const before = document.createElement('button');
    before.textContent = 'before';
    document.body.append(before);
    before.focus();
    const screen = await render(Dialog, {
      open: true,
      title: 'Share',
      description: 'A link.',
      children: html('<button>inside</button>'),
    });
    const dialog = screen.getByRole('dialog', { name: 'Share' });
    await expect.element(dialog).toHaveAccessibleDescription('A link.');
    await expect.poll(() => dialog.element().contains(document.activeElement)).toBe(true);
    for (let i = 0; i < 4; i++) {
      await userEvent.keyboard('{Tab}');
      expect(dialog.element().contains(document.activeElement)).toBe(true);
    }
    await userEvent.keyboard('{Escape}');
    await expect.poll(() => document.querySelector('[role=dialog]')).toBeNull();
    await expect.poll(() => document.activeElement).toBe(before);
    before.remove();
  });
});

describe('Menu, Tabs, Tooltip', () => {
  test('a menu is walked by arrows and letters, and acts once', async () => {
    const acts = choices.map(({ id, label }) => ({ id, label, onselect: vi.fn() }));
    const screen = await render(Menu, { label: 'Export', items: acts });
    (screen.getByRole('button', { name: 'Export' }).element() as HTMLElement).focus();
    await userEvent.keyboard('{Enter}');
    await expect.element(screen.getByRole('menu')).toBeVisible();
    await userEvent.keyboard('{ArrowDown}{Enter}');
    await expect.poll(() => acts[1].onselect.mock.calls.length).toBe(1);
    expect(acts[0].onselect).not.toHaveBeenCalled();
    await expect.poll(() => document.querySelector('[role=menu]')).toBeNull();
  });

  test('tabs are one stop, arrows walk, the panel follows', async () => {
    const panel = createRawSnippet((id: () => string) => ({ render: () => `<p>panel ${id()}</p>` }));
    const screen = await render(Tabs, { label: 'Parts', items: choices, value: 'one', panel });
    await expect.element(screen.getByText('panel one')).toBeVisible();
    (screen.getByRole('tab', { name: 'ONE' }).element() as HTMLElement).focus();
    await userEvent.keyboard('{ArrowRight}');
    await expect.element(screen.getByRole('tab', { name: 'TWO' })).toHaveAttribute('aria-selected', 'true');
    await expect.element(screen.getByText('panel two')).toBeVisible();
    expect(screen.getByRole('tablist').element().querySelectorAll('[tabindex="0"]').length).toBe(1);
  });

  test('a tooltip shows on focus and goes with Escape', async () => {
    const screen = await render(Tooltip, {
      text: 'what it does',
      children: createRawSnippet((props: () => Record<string, unknown>) => ({
        render: () => '<button>act</button>',
        setup: (element: Element) => {
          for (const [name, value] of Object.entries(props()))
            if (name.startsWith('on') && typeof value === 'function')
              element.addEventListener(name.slice(2), value as EventListener);
            else if (typeof value === 'string') element.setAttribute(name, value);
        },
      })),
    });
    (screen.getByRole('button', { name: 'act' }).element() as HTMLElement).focus();
    await expect.element(screen.getByText('what it does').first()).toBeVisible();
    await userEvent.keyboard('{Escape}');
    await expect.poll(() => screen.getByText('what it does').elements().length).toBe(0);
  });
});

describe('languages and messages', () => {
  test('a run of text in another language says which; in the page’s own it says nothing', async () => {
    const screen = await render(Lang, { of: 'zh', children: html('<b>试金石</b>') });
    const run = () => screen.getByText('试金石').element().parentElement!.getAttribute('lang');
    expect(run()).toBe('zh-CN');
    i18n.choose('zh');
    await expect.poll(run).toBeNull();
  });

  test('a new message is announced once, politely; what an alert says already is left to it', async () => {
    const spoken = await render(Announcer, {});
    const status = spoken.getByRole('status');
    notices.add('warning', { id: 'app.no-subject' });
    await expect.element(status).toHaveTextContent('New message: No model is chosen yet');
    const message = { id: 'app.broken-part' } as const;
    await render(Trouble, { message });
    notices.add('error', message);
    flushSync();
    await new Promise((done) => setTimeout(done, 50));
    await expect.element(status).toHaveTextContent('No model is chosen yet');
    expect(notices.unread).toBe(2);
  });
});

describe('settings', () => {
  test('stand on <html> and are found again', () => {
    settings.start();
    settings.set({ theme: 'dark', presenter: true, motion: 'reduced' });
    const { dataset } = document.documentElement;
    expect([dataset.theme, dataset.presenter, dataset.still]).toEqual(['dark', '', '']);
    expect(getComputedStyle(document.body).backgroundColor).toBe('rgb(19, 18, 16)');
    settings.theme = 'light';
    settings.start();
    expect(settings.theme).toBe('dark');
    settings.set({ theme: 'system', presenter: false, motion: 'system' });
    expect(dataset.presenter).toBeUndefined();
  });
});
