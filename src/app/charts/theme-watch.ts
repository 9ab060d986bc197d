/** Calls back when colours may have changed: another theme, forced colours, paper. Returns how to stop. */
export function watchTheme(changed: () => void): () => void {
  const queries = [
    '(prefers-color-scheme: dark)',
    '(prefers-contrast: more)',
    '(forced-colors: active)',
    'print',
  ].map((query) => matchMedia(query));
  for (const query of queries) query.addEventListener('change', changed);
  const observer = new MutationObserver(changed);
  observer.observe(document.documentElement, { attributes: true });
  return () => {
    for (const query of queries) query.removeEventListener('change', changed);
    observer.disconnect();
  };
}

/** How large letters are against a browser's usual 16 pixels: presenters and readers may want them larger. */
export const letterScale = (): number =>
  Math.max(0.5, Math.min(3, parseFloat(getComputedStyle(document.documentElement).fontSize) / 16)) || 1;
