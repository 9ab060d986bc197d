export function sha256(content: Uint8Array | string): string;
export function pathsUnder(folder: string): string[];
export function hashOfFolder(folder: string): string;
