import type { Page } from 'playwright';

/** Starts the plan on screen; a link never does so by itself. */
export async function begin(page: Page): Promise<void> {
  await page.locator('button.primary.big:not([disabled])').click();
}

/** The button that opens a bundled model's plan. */
export const planOf = (page: Page, target: string) => page.locator(`[data-target=${target}] .plan`);
