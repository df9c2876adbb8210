import AxeBuilder from '@axe-core/playwright';
import { expect, Page, TestInfo } from '@playwright/test';
import { join } from 'node:path';

export const themes = ['light', 'dark'] as const;

type Theme = (typeof themes)[number];

/** Has the pages that are opened from now on in a theme, as the settings say. */
export async function chooseTheme(page: Page, theme: Theme) {
  await page.addInitScript(id => localStorage.setItem('theme', id), theme);
}

/** Waits until nothing on the page is being loaded or moves. */
export async function settled(page: Page) {
  await expect(
    page.locator('.bui-Skeleton, [role="progressbar"], [aria-busy="true"]'),
  ).toHaveCount(0);
  await expect
    .poll(() =>
      page.evaluate(
        () =>
          document.getAnimations().filter(
            // Others follow the scroll bar, or never end
            ({ playState, timeline, effect }) =>
              playState === 'running' &&
              timeline instanceof DocumentTimeline &&
              effect?.getComputedTiming().endTime !== Infinity,
          ).length,
      ),
    )
    .toBe(0);
}

/**
 * Expects no accessibility problem that axe can find.
 *
 * @param exclude - what to leave out, by CSS selector, with a reason beside it
 */
export async function expectAccessible(page: Page, exclude: string[] = []) {
  await settled(page);
  let axe = new AxeBuilder({ page }).withTags([
    'wcag2a',
    'wcag2aa',
    'wcag21a',
    'wcag21aa',
    'wcag22aa',
  ]);
  for (const selector of exclude) {
    axe = axe.exclude(selector);
  }
  const { violations } = await axe.analyze();
  expect(
    violations.flatMap(({ id, nodes }) =>
      nodes.map(({ html, any, all, none }) => {
        const [because] = [...any, ...all, ...none];
        return `${id}: ${because?.message} ${html.slice(0, 200)}`;
      }),
    ),
  ).toEqual([]);
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
