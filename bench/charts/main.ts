import { mount } from 'svelte';
import '../../src/app/styles/tokens.css';
import '../../src/app/styles/base.css';
import Gallery from './Gallery.svelte';

mount(Gallery, { target: document.querySelector('main')! });
