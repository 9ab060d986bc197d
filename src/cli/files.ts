import { mkdtemp, open, readFile, rename, rm, stat, writeFile } from 'node:fs/promises';
import { basename, dirname, join, resolve } from 'node:path';
import { checkFileSize } from '../datasets/limits.ts';
import { UserError } from '../messages/index.ts';
import type { Host } from './host.ts';

/** Trouble with one of several files: its sentence is shown behind the file's name. */
export class TroubleInFile extends Error {
  readonly path: string;
  readonly trouble: UserError;

  constructor(path: string, trouble: UserError) {
    super(`${path}: ${trouble.message}`, { cause: trouble });
    this.path = path;
    this.trouble = trouble;
  }
}

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
    return new Uint8Array(await readFile(file));
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

  async write(text: string): Promise<void> {
    const draft = `${this.#file}.${process.pid}.part`;
    try {
      await writeFile(draft, text);
      const handle = await open(draft, 'r+');
      await handle.sync().finally(() => handle.close());
      await rename(draft, this.#file);
    } catch (cause) {
      await rm(draft, { force: true });
      throw new UserError('cli.cannot-write', { path: this.#path, code: codeOf(cause) }, { cause });
    }
  }
}
