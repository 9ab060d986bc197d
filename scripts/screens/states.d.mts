import type { Page } from 'playwright';

export interface PageState {
  readonly name: string;
  readonly hash?: string;
  readonly reach?: (page: Page) => Promise<void>;
}

export const states: readonly PageState[];

export function visitStates(
  page: Page,
  address: string,
  seen: (name: string) => Promise<void>,
  chosen?: readonly PageState[],
): Promise<void>;
