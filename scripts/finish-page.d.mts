import type { Plugin } from 'vite';
import type { Release } from '../src/app/offline/types.ts';

export function engineOf(path: string): string | undefined;
export function publicVersion(): string;
export function releaseOf(folder: string): Release;
export function finishPage(folder: string): Promise<void>;
export function finishedPage(): Plugin;
