export const root: string;
export function ensureCli(options?: { onBuild?: () => void }): Promise<string>;
