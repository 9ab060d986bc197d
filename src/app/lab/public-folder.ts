/**
 * Where the page itself lies: the folder above the built scripts (`assets/…`), or the root while developing. Known inside a
 * worker that was started from a `blob:` address, where `location` says nothing.
 */
export const publicFolder = new URL(import.meta.env.DEV ? '/' : '../', import.meta.url).href;
