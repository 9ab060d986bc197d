import './offline/seal-page.ts';
import { mount } from 'svelte';
import App from './App.svelte';
import { startTexts } from './i18n.svelte.ts';
import { offline } from './offline/offline.svelte.ts';
import { settings } from './settings.svelte.ts';
import './styles/tokens.css';
import './styles/base.css';
import './offline/unstarted.css';

settings.start();
await startTexts();
mount(App, { target: document.getElementById('app')! });
document.getElementById('unstarted')?.remove();
offline.start();
