/** All buffers inside plain data, each once: what `postMessage` moves instead of copying. */
export function buffersIn(value: unknown, found = new Set<ArrayBuffer>()): ArrayBuffer[] {
  if (ArrayBuffer.isView(value)) {
    if (value.buffer instanceof ArrayBuffer) found.add(value.buffer);
  } else if (value instanceof ArrayBuffer) found.add(value);
  else if (Array.isArray(value)) value.forEach((entry) => holdsBuffers(entry) && buffersIn(entry, found));
  else if (value && typeof value === 'object')
    for (const entry of Object.values(value)) if (holdsBuffers(entry)) buffersIn(entry, found);
  return [...found];
}

const holdsBuffers = (value: unknown) => typeof value === 'object' && value !== null;
