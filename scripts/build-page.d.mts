export const page: string;
export function buildPage(options?: { logLevel?: 'info' | 'warn' | 'error' | 'silent' }): Promise<boolean>;
