import { UserError, type MessageId, type MessageValues } from '../messages/index.ts';

/** An error as plain data: what crosses between threads. */
export interface PackedError {
  readonly name: string;
  readonly message: string;
  readonly stack?: string;
  /** Of a UserError: which sentence, with which values. */
  readonly id?: MessageId;
  readonly values?: MessageValues;
  readonly file?: string;
  readonly cause?: PackedError;
}

const depthLimit = 4;

export function packError(error: unknown, depth = 0): PackedError {
  const user = UserError.from(error);
  if (!(error instanceof Error) && !user) return { name: 'Error', message: String(error) };
  const { name, message, stack, cause } = error as Error;
  return {
    name,
    message,
    stack,
    ...(user ? user.told : {}),
    ...(cause !== undefined && depth < depthLimit ? { cause: packError(cause, depth + 1) } : {}),
  };
}

/** The error again, with the stack of the thread it came from. */
export function reviveError(packed: PackedError): Error {
  const options = packed.cause ? { cause: reviveError(packed.cause) } : {};
  if (packed.name === 'AbortError') return abortError(packed.message);
  const error = packed.id
    ? new UserError(packed.id, packed.values, { ...options, file: packed.file })
    : Object.assign(new Error(packed.message, options), { name: packed.name });
  if (packed.stack) error.stack = packed.stack;
  return error;
}

/** A DOMException is not an Error's subclass everywhere, and its name is all that counts. */
export function abortError(reason = 'cancelled'): Error {
  return Object.assign(new Error(reason), { name: 'AbortError' });
}

export function isAbort(error: unknown): boolean {
  return typeof error === 'object' && error !== null && (error as { name?: unknown }).name === 'AbortError';
}
