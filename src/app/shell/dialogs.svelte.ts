export const dialogIds = ['share', 'notices', 'display', 'help'] as const;
export type DialogId = (typeof dialogIds)[number];

/** Which of the shell's dialogs is open. Each is loaded when it is first asked for, and stays. */
class Dialogs {
  open = $state<DialogId | null>(null);
  wanted = $state.raw<readonly DialogId[]>([]);

  show(id: DialogId): void {
    if (!this.wanted.includes(id)) this.wanted = [...this.wanted, id];
    this.open = id;
  }

  close(): void {
    this.open = null;
  }
}

export const dialogs = new Dialogs();
