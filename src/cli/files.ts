import { mkdtemp, open, readdir, readFile, realpath, rename, rm, stat, writeFile } from 'node:fs/promises';
import { basename, dirname, join, resolve } from 'node:path';
import { checkForeign } from '../datasets/foreign.ts';
import { checkFileSize, ENTRY_LIMIT } from '../datasets/limits.ts';
import type { SourceFile } from '../datasets/load.ts';
import { isLeftover } from '../datasets/unpack.ts';
import { UserError } from '../messages/index.ts';
import type { Host } from './host.ts';

const codeOf = (error: unknown) => (error as { code?: string } | null)?.code ?? '';

function pathTrouble(error: unknown, path: string): UserError {
  const code = codeOf(error);
  if (code === 'ENOENT' || code === 'ENOTDIR')
    return new UserError('cli.no-file', { path }, { cause: error });
  if (code === 'EISDIR') return new UserError('cli.is-folder', { path }, { cause: error });
  return new UserError('cli.cannot-read', { path, code: code || 'unknown' }, { cause: error });
}

export async function exists({ cwd }: Host, path: string): Promise<boolean> {
  return stat(resolve(cwd, path)).then(
    () => true,
    () => false,
  );
}

/**
 * A typed file's bytes; its size is looked at before it is read.
 * @throws UserError when it does not exist, is a folder, cannot be read or is 2 GB or more.
 */
export async function readTyped({ cwd }: Host, path: string): Promise<Uint8Array> {
  const file = resolve(cwd, path);
  try {
    const found = await stat(file);
    if (found.isDirectory()) throw new UserError('cli.is-folder', { path });
    checkFileSize(basename(path), found.size);
    const bytes = new Uint8Array(await readFile(file));
    checkForeign(path, bytes);
    return bytes;
  } catch (error) {
    throw UserError.from(error) ?? pathTrouble(error, path);
  }
}

export async function isFolder({ cwd }: Host, path: string): Promise<boolean> {
  return stat(resolve(cwd, path)).then(
    (found) => found.isDirectory(),
    () => false,
  );
}

/** Paths below a folder, with `/` between steps; links are followed, a folder is entered once. */
async function pathsBelow(folder: string, path: string): Promise<string[]> {
  const found: string[] = [];
  const entered = new Set<string>();
  const enter = async (step: string): Promise<void> => {
    const real = await realpath(join(folder, step));
    if (entered.has(real)) return;
    entered.add(real);
    for (const name of (await readdir(real)).sort()) {
      if (isLeftover(name)) continue;
      const below = step === '' ? name : `${step}/${name}`;
      if ((await stat(join(folder, below))).isDirectory()) await enter(below);
      else found.push(below);
      if (found.length > ENTRY_LIMIT)
        throw new UserError('datasets.zip-entries', { name: path, count: found.length, limit: ENTRY_LIMIT });
    }
  };
  await enter('');
  return found;
}

/**
 * All files below a typed folder, by their paths inside it; what systems leave behind is passed over.
 * @throws UserError when it cannot be read, holds no files, too many, or 2 GB of them.
 */
export async function readFolder({ cwd }: Host, path: string): Promise<SourceFile[]> {
  const folder = resolve(cwd, path);
  try {
    const files: SourceFile[] = [];
    let total = 0;
    for (const name of await pathsBelow(folder, path)) {
      total += (await stat(join(folder, name))).size;
      checkFileSize(path, total);
      files.push({ name, bytes: new Uint8Array(await readFile(join(folder, name))) });
    }
    if (files.length === 0) throw new UserError('cli.empty-folder', { path });
    return files;
  } catch (error) {
    throw UserError.from(error) ?? pathTrouble(error, path);
  }
}

/** Parsed JSON of a typed file. */
export async function readJson(host: Host, path: string): Promise<unknown> {
  const bytes = await readTyped(host, path);
  try {
    return JSON.parse(new TextDecoder('utf-8', { fatal: true }).decode(bytes));
  } catch (cause) {
    throw new UserError('cli.not-json', { path }, { cause });
  }
}

/** A file of the checkout's `public` folder. */
export const readPublic =
  ({ root }: Host) =>
  async (path: string): Promise<Uint8Array> => {
    try {
      return new Uint8Array(await readFile(join(root, 'public', path)));
    } catch (error) {
      throw pathTrouble(error, `public/${path}`);
    }
  };

/** A file that will be written: its folder is tried before any work, its content comes at once or not at all. */
export class OutputFile {
  readonly #file: string;
  readonly #path: string;

  private constructor(file: string, path: string) {
    this.#file = file;
    this.#path = path;
  }

  /** @throws UserError when the folder is missing or cannot be written, or the path is a folder. */
  static async prepare({ cwd }: Host, path: string): Promise<OutputFile> {
    const file = resolve(cwd, path);
    const folder = await stat(dirname(file)).catch(() => undefined);
    if (!folder?.isDirectory()) throw new UserError('cli.no-folder', { path });
    if ((await stat(file).catch(() => undefined))?.isDirectory())
      throw new UserError('cli.is-folder', { path });
    try {
      await rm(await mkdtemp(join(dirname(file), '.touchstone-')), { recursive: true });
    } catch (cause) {
      throw new UserError('cli.cannot-write', { path, code: codeOf(cause) }, { cause });
    }
    return new OutputFile(file, path);
  }

  async write(content: string | Uint8Array): Promise<void> {
    const draft = `${this.#file}.${process.pid}.part`;
    try {
      await writeFile(draft, content);
      const handle = await open(draft, 'r+');
      await handle.sync().finally(() => handle.close());
      await rename(draft, this.#file);
    } catch (cause) {
      await rm(draft, { force: true });
      throw new UserError('cli.cannot-write', { path: this.#path, code: codeOf(cause) }, { cause });
    }
  }
}
