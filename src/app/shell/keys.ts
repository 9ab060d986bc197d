import { languages } from '../../messages/index.ts';
import { i18n, t } from '../i18n.svelte.ts';
import { themes } from '../settings-kept.ts';
import { settings } from '../settings.svelte.ts';
import { shortcuts, type Shortcut } from '../shortcuts.ts';
import type { LabState } from '../state/lab.svelte.ts';
import { route, shows } from '../state/route.svelte.ts';
import { dialogs } from './dialogs.svelte.ts';
import { asides, way } from './places.ts';

const after = <T>(list: readonly T[], now: T): T => list[(list.indexOf(now) + 1) % list.length];

/** The shell's own shortcuts: screens by number, and what the header has. */
function own(lab: LabState): readonly Shortcut[] {
  const editing = () => (route.screen === 'plan' || route.screen === 'import') && !dialogs.open;
  return [
    { id: 'help', keys: ['?'], title: 'shell.key-help', run: () => dialogs.show('help') },
    ...[...way, ...asides].map(({ screen }, index): Shortcut => ({
      id: `go-${screen}`,
      keys: [String(index + 1)],
      title: 'shell.key-screen',
      values: () => ({ screen: t(`app.screen-${screen}`) }),
      run: () => lab.way.goTo(screen),
      when: () => shows(screen) && lab.way.reachable(screen),
    })),
    {
      id: 'share',
      keys: ['s'],
      title: 'shell.key-share',
      run: () => dialogs.show('share'),
      when: () => shows('shell.share'),
    },
    {
      id: 'notices',
      keys: ['m'],
      title: 'shell.key-notices',
      run: () => dialogs.show('notices'),
      when: () => shows('shell.notices'),
    },
    {
      id: 'presenter',
      keys: ['p'],
      title: 'shell.key-presenter',
      run: () => settings.set({ presenter: !settings.presenter }),
    },
    {
      id: 'theme',
      keys: ['t'],
      title: 'shell.key-theme',
      run: () => settings.set({ theme: after(themes, settings.theme) }),
    },
    {
      id: 'language',
      keys: ['l'],
      title: 'shell.key-language',
      run: () => i18n.choose(after(languages, i18n.language)),
    },
    { id: 'undo', keys: ['Mod+Z'], title: 'shell.key-undo', run: () => lab.undo(), when: editing },
    {
      id: 'redo',
      keys: ['Mod+Shift+Z', 'Mod+Y'],
      title: 'shell.key-redo',
      run: () => lab.redo(),
      when: editing,
    },
  ];
}

/** Hears the page's keys. @returns stops doing so. */
export function hearKeys(lab: LabState): () => void {
  const away = shortcuts.add(...own(lab));
  const heard = (event: KeyboardEvent) => {
    if (!settings.shortcuts) return;
    const target = event.composedPath()[0];
    const meant = shortcuts.meant(event, target instanceof HTMLElement ? target : null);
    if (!meant) return;
    event.preventDefault();
    meant.run();
  };
  window.addEventListener('keydown', heard);
  return () => {
    away();
    window.removeEventListener('keydown', heard);
  };
}
