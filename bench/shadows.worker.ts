import { readFile } from 'node:fs/promises';
import { join } from 'node:path';
import { parentPort } from 'node:worker_threads';
import { trainShadows, type ShadowWork } from './shadows.ts';

const fetchBytes = async (path: string) => new Uint8Array(await readFile(join('public', path)));

parentPort?.on('message', async (work: ShadowWork) => {
  parentPort?.postMessage(await trainShadows(work, fetchBytes));
});
parentPort?.postMessage('ready');
