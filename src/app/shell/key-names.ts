/** The caps of a shortcut as they stand on a keyboard: `Mod+Shift+Z` → Ctrl, Shift, Z; on a Mac ⌘, ⇧, Z. */
export function keyNames(keys: string, mac: boolean): readonly string[] {
  const parts = keys === '+' ? ['+'] : keys.split('+');
  return parts.map((part) => {
    if (part === 'Mod') return mac ? '⌘' : 'Ctrl';
    if (part === 'Shift') return mac ? '⇧' : 'Shift';
    return part.length === 1 ? part.toUpperCase() : part;
  });
}
