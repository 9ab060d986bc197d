import type { RequestListener, Server } from 'node:http';

export function filesOf(folder: string): RequestListener;
export function serve(
  folder: string,
  options?: { host?: string; port?: number },
): Promise<{ server: Server; port: number }>;
