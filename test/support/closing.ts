const open: (() => Promise<unknown>)[] = [];

/** Something that is to be closed when the test file is through: files of one thread share the engine and its sessions. */
export function closeLater(close: () => Promise<unknown>): void {
  open.push(close);
}

export async function closeAll(): Promise<void> {
  for (const close of open.splice(0)) await close();
}
