import AxeBuilder from '@axe-core/playwright';
import { Browser, expect, Page, TestInfo } from '@playwright/test';
import { join } from 'node:path';

/** People of the example organisation that the sign-in page offers. */
export const people = {
  engineer: 'Lukas Brandt',
  lead: 'Noor Haddad',
  reviewer: 'Amara Okafor',
  sre: 'Thandi Dlamini',
  director: 'Ingrid Solheim',
  security: 'Nadia Benali',
  bystander: 'Kofi Mensah',
};

/** Chooses a person on the sign-in page, and waits for the portal to open. */
export async function signIn(page: Page, displayName: string) {
  await page.goto('/');
  await page.getByRole('button', { name: displayName }).click();
  await expectSignedIn(page);
}

/** Waits until the portal is open, whatever page it shows. */
export async function expectSignedIn(page: Page) {
  await expect(page.getByRole('button', { name: 'Sign out' })).toBeVisible();
}

/** A browser of its own for one person; close its context when done. */
export async function openAs(browser: Browser, displayName: string) {
  const context = await browser.newContext();
  const page = await context.newPage();
  await signIn(page, displayName);
  return page;
}

type Theme = 'light' | 'dark';

/** Shows the page in a theme, as the settings page would choose it. */
async function useTheme(page: Page, theme: Theme) {
  await page.evaluate(id => localStorage.setItem('theme', id), theme);
  await page.reload();
  await expect(page.locator('body')).toHaveAttribute('data-theme-mode', theme);
}

/**
 * Expects no accessibility problem that axe can find, in light and in dark.
 *
 * @param ready - waits until the page shows what is to be checked
 * @param options - what to leave out, by CSS selector, with a reason beside it
 */
export async function expectAccessible(
  page: Page,
  ready: () => Promise<unknown>,
  options: { exclude?: string[]; themes?: Theme[] } = {},
) {
  for (const theme of options.themes ?? (['light', 'dark'] as const)) {
    await useTheme(page, theme);
    await ready();
    let axe = new AxeBuilder({ page }).withTags([
      'wcag2a',
      'wcag2aa',
      'wcag21a',
      'wcag21aa',
      'wcag22aa',
    ]);
    for (const selector of options.exclude ?? []) {
      axe = axe.exclude(selector);
    }
    const { violations } = await axe.analyze();
    expect(
      violations.map(violation => ({
        theme,
        rule: violation.id,
        help: violation.help,
        nodes: violation.nodes.map(node => node.html.slice(0, 200)),
      })),
    ).toEqual([]);
  }
}

/** Keeps a picture of the page in .hindsight/screenshots, to be looked at. */
export async function screenshot(page: Page, name: string, testInfo: TestInfo) {
  const path = join(
    testInfo.config.rootDir,
    '../../../.hindsight/screenshots',
    `${name}.png`,
  );
  await page.screenshot({ path, fullPage: true, animations: 'disabled' });
}
