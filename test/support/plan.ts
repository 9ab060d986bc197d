import type { Page } from 'playwright';

/** Starts the plan on screen; a link never does so by itself. */
export async function begin(page: Page): Promise<void> {
  await page.locator('button.primary.big:not([disabled])').click();
}

/** From what was found of dropped files to their plan. */
export async function planOwn(page: Page): Promise<void> {
  await page.getByRole('button', { name: /^(Continue to the plan|前往方案)/ }).click();
  await page.locator('button.primary.big').waitFor();
}

/** The button that opens a bundled model's plan. */
export const planOf = (page: Page, target: string) => page.locator(`[data-target=${target}] .plan`);
