/** Random, for storage alone; `crypto.randomUUID` is missing on a plain http address. */
export const freshId = (): string =>
  Array.from(crypto.getRandomValues(new Uint8Array(12)), (byte) => byte.toString(16).padStart(2, '0')).join(
    '',
  );

/** This moment, ISO 8601, UTC. */
export const nowText = (): string => new Date().toISOString();
