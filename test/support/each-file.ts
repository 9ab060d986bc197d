import { afterAll } from 'vitest';
import { closeAll } from './closing.ts';
import './languages.ts';

afterAll(closeAll);
