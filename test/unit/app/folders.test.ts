import { describe, expect, test, vi } from 'vitest';
import { foldersOf, picked } from '../../../src/app/components/start/dropped.ts';
import { FileShelf } from '../../../src/app/lab/files.ts';
import type { ReadingProgress } from '../../../src/app/lab/import/types.ts';
import { unwatched, type Watch } from '../../../src/app/lab/import/watch.ts';
import type { NamedFile } from '../../../src/app/lab/types.ts';
import { greyPng } from '../../support/image-files.ts';

/** A folder as a browser shows it: names lead to files, or to what is not readable, or to further folders. */
interface Tree {
  readonly [name: string]: File | 'locked' | Tree;
}

const file = (name: string) => new File([name], name);

/** A dropped entry; a reader gives a hundred at a time, as Chromium's does. */
function entry(name: string, held: Tree[string], above = ''): FileSystemEntry {
  const fullPath = `${above}/${name}`;
  if (held === 'locked' || held instanceof File) {
    const ask = (resolve: (found: File) => void, reject: (error: Error) => void) =>
      held === 'locked' ? reject(new Error('NotReadableError')) : resolve(held);
    return { name, fullPath, isFile: true, isDirectory: false, file: ask } as never;
  }
  const createReader = () => {
    const left = Object.entries(held).map(([inner, below]) => entry(inner, below, fullPath));
    return { readEntries: (resolve: (some: FileSystemEntry[]) => void) => resolve(left.splice(0, 100)) };
  };
  return { name, fullPath, isFile: false, isDirectory: true, createReader } as never;
}

const opened = (trees: Tree, watch: Watch = unwatched) =>
  foldersOf(Object.entries(trees).map(([name, held]) => entry(name, held))).open(watch);
const paths = (files: readonly NamedFile[]) => files.map(({ path }) => path).sort();

describe('dropped folders', () => {
  test('all files at any depth, with their places, and nothing that the system left there', async () => {
    const many = Object.fromEntries(Array.from({ length: 250 }, (_, i) => [`${i}.png`, file(`${i}.png`)]));
    let deep: Tree = { 'end.png': file('end.png') };
    for (let depth = 0; depth < 60; depth++) deep = { d: deep };
    const found = await opened({
      set: { a: many, deep, '.DS_Store': file('x'), __MACOSX: { 'a.png': file('x') }, none: {} },
      'model.onnx': file('model.onnx'),
    });
    expect(found.length).toBe(252);
    expect(paths(found)).toContain('set/a/249.png');
    expect(paths(found)).toContain('model.onnx');
    expect(paths(found)).toContain(`set/deep/${'d/'.repeat(60)}end.png`);
  });

  test('a folder without files, or with one that cannot be read, ends in a sentence', async () => {
    await expect(opened({ set: { empty: {}, '.DS_Store': file('x') } })).rejects.toMatchObject({
      id: 'app.folder-empty',
    });
    await expect(opened({ set: { 'a.png': 'locked' } })).rejects.toMatchObject({
      id: 'app.file-unreadable',
      values: { name: 'set/a.png' },
    });
  });

  test('a folder that leads back into itself ends too', async () => {
    const loop: Record<string, Tree[string]> = {};
    for (let way = 0; way < 99; way++) loop[`way${way}`] = loop as Tree;
    await expect(opened({ loop: loop as Tree })).rejects.toMatchObject({ id: 'app.folder-too-large' });
  });

  test('can be stopped', async () => {
    const stop = new AbortController();
    stop.abort();
    const watch = { ...unwatched, signal: stop.signal };
    await expect(opened({ set: { 'a.png': file('a.png') } }, watch)).rejects.toMatchObject({
      name: 'AbortError',
    });
  });
});

describe('pictures of a folder', () => {
  const cards = { find: async () => undefined, put: async () => undefined };
  const pictures = (classes: number, each: number, side = 2): NamedFile[] => {
    const files = [1, 2, 3].map((value) => new File([greyPng(value, side, side)], 'a.png'));
    return Array.from({ length: classes * each }, (_, i) => ({
      file: files[i % 3],
      path: `set/c${i % classes}/${i}.png`,
    }));
  };
  /** Hears everything, and stops at the first word of a stage. */
  function hearing(until?: ReadingProgress['stage']) {
    const stop = new AbortController();
    const heard: ReadingProgress[] = [];
    const say = (progress: ReadingProgress) => {
      heard.push(progress);
      if (progress.stage === until) stop.abort();
    };
    return { heard, watch: { signal: stop.signal, say } };
  }

  test('stopped while they are read or decoded, everything is as it was', async () => {
    const shelf = new FileShelf(cards);
    await shelf.add(pictures(2, 2), {});
    const [before, { dataset }] = [shelf.files, shelf];
    const many = pictures(3, 400, 160);
    // A quick machine is done before the first word on progress.
    let now = 0;
    const clock = vi.spyOn(performance, 'now').mockImplementation(() => (now += 5));
    for (const stage of ['read', 'decode'] as const) {
      const { heard, watch } = hearing(stage);
      await expect(shelf.add(many, {}, watch)).rejects.toMatchObject({ name: 'AbortError' });
      const last = heard.at(-1)!;
      expect(last).toMatchObject({ stage, total: 1200 });
      expect(last.done).toBeGreaterThan(0);
      expect(last.done).toBeLessThan(1200);
      expect(last.secondsLeft! * last.rate).toBeCloseTo(1200 - last.done, 6);
      expect(shelf.files).toEqual(before);
      expect(shelf.dataset).toBe(dataset);
    }
    clock.mockRestore();
  });

  test('are decoded once, whatever else changes', async () => {
    const shelf = new FileShelf(cards);
    await shelf.add(pictures(2, 2), {});
    const { dataset } = shelf;
    await shelf.readAgain({ setting: 'guess' });
    expect(shelf.dataset).toBe(dataset);
    await shelf.add(picked([new File(['cat\ndog\n'], 'names.txt')]), {});
    expect(shelf.dataset?.classNames).toEqual(['cat', 'dog']);
    await shelf.readAgain({ scale: 510 });
    expect(shelf.dataset).not.toBe(dataset);
  });

  test('too much at once is refused before anything is read', async () => {
    const shelf = new FileShelf(cards);
    const huge = { size: 1.1e9, arrayBuffer: () => expect.unreachable() } as unknown as File;
    const sized = ['set/a/1.png', 'set/b/2.png'].map((path) => ({ file: huge, path }));
    await expect(shelf.add(sized, {})).rejects.toMatchObject({ id: 'app.files-too-large' });
    const gone = { size: 1, arrayBuffer: () => Promise.reject(new Error('NotFoundError')) } as never;
    await expect(shelf.add([{ file: gone, path: 'x.csv' }], {})).rejects.toMatchObject({
      id: 'app.file-unreadable',
    });
  });
});
