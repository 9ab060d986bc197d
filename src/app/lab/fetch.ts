let loaded: Promise<void> | undefined;

/**
 * Brings a file into the browser's cache and says how far it is, so that the wait for the engine shows; the workers then
 * find it there. Trouble is left to them: they ask again and say what is wrong.
 */
export function fetchWithProgress(
  url: string,
  progress: (loaded: number, total: number) => void,
): Promise<void> {
  loaded ??= read(url, progress).catch(() => {
    loaded = undefined;
  });
  return loaded;
}

async function read(url: string, progress: (loaded: number, total: number) => void): Promise<void> {
  const response = await fetch(url);
  const total = Number(response.headers.get('content-length') ?? 0);
  const reader = response.body?.getReader();
  if (!reader) return;
  let sum = 0;
  for (let part = await reader.read(); !part.done; part = await reader.read()) {
    sum += part.value.length;
    progress(sum, Math.max(total, sum));
  }
}
