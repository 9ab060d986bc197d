/**
 * Nothing leaves the machine: scripts, files and workers are the page's own, and there is nowhere to send anything.
 * It stands in the page itself, so that it holds on any host; this project's server and the service worker send it as well.
 */
export const policy = [
  "default-src 'self'",
  "script-src 'self' 'wasm-unsafe-eval'",
  "worker-src 'self' blob:",
  "connect-src 'self'",
  "img-src 'self' blob: data:",
  "object-src 'none'",
  "base-uri 'none'",
  "form-action 'none'",
].join('; ');
