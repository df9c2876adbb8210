import { expect, Page, test } from '@playwright/test';
import {
  expectAccessible,
  screenshot,
  settled,
  themes,
  chooseTheme,
} from './helpers';
import { apiAs, people, rememberedAs } from './people';

test.describe.configure({ mode: 'parallel' });

interface Screen {
  name: string;
  /** Opens the screen, and waits until it shows what it is for. */
  open(page: Page): Promise<unknown>;
  /** Nobody has signed in. */
  signedOut?: boolean;
  /** What others than us have built, by CSS selector. */
  exclude?: string[];
}

const heading = (page: Page, name: string | RegExp) =>
  expect(page.getByRole('heading', { name })).toBeVisible();

const incidents = (page: Page) =>
  expect(
    page.getByRole('grid', { name: 'Incidents' }).getByRole('link').first(),
  ).toBeVisible();

/** The document that the writer has begun. */
async function openDraft(page: Page) {
  const api = await apiAs(people.colleague);
  const { items } = await api.listPostmortems({
    status: ['draft'],
    entityRef: ['component:default/basket-service'],
  });
  await page.goto(`/postmortems/documents/${items[0].reference}`);
  await expect(
    page.getByRole('button', { name: 'Edit Summary' }),
  ).toBeVisible();
}

/** Opens filing for a service of its own: what is typed for one is kept. */
async function openFiling(page: Page, service: string, step = 1) {
  await page.goto(`/postmortems/file?entityRef=component:default/${service}`);
  await expect(page.getByRole('textbox', { name: 'Title' })).toBeVisible();
  if (step > 1) {
    await page
      .getByRole('textbox', { name: 'Title' })
      .fill('Orders confirmed twice');
    await page.getByText('SEV2', { exact: true }).click();
    await page
      .getByRole('textbox', { name: /^Started/ })
      .fill('yesterday 14:02');
    await page
      .getByRole('textbox', { name: /^Resolved/ })
      .fill('yesterday 15:14');
    await page.getByRole('button', { name: /^Next/ }).click();
    await expect(page.getByRole('group', { name: /^Close to / })).toBeVisible();
  }
  if (step > 2) {
    await page.getByRole('button', { name: /^Next/ }).click();
    await expect(page.getByText(/^Required, because/)).toBeVisible();
  }
}

const screens: Screen[] = [
  {
    name: 'sign-in',
    signedOut: true,
    open: async page => {
      await page.goto('/');
      await heading(page, 'Who do you want to be?');
    },
  },
  {
    name: 'overview-with-card',
    open: async page => {
      await page.goto('/catalog/default/component/checkout-api');
      await expect(
        page.getByRole('list', { name: 'Latest incidents' }),
      ).toBeVisible();
    },
  },
  {
    name: 'service-history',
    open: async page => {
      await page.goto(
        '/catalog/default/component/checkout-api/postmortems?limit=5',
      );
      await incidents(page);
      await page.getByRole('button', { name: 'why?' }).click();
    },
  },
  {
    name: 'service-without-incidents',
    open: async page => {
      await page.goto('/catalog/default/component/design-tokens/postmortems');
      await heading(page, 'No incident on record');
    },
  },
  {
    name: 'policy-with-mistakes',
    open: async page => {
      await page.goto('/catalog/default/component/geocoder/postmortems');
      await expect(
        page.getByText('A policy value cannot be used'),
      ).toBeVisible();
    },
  },
  {
    name: 'policy-asking-nobody',
    open: async page => {
      await page.goto('/catalog/default/component/suggest-service/postmortems');
      await page.getByRole('button', { name: 'why?' }).click();
      await expect(page.getByText(/not in the catalog/)).toBeVisible();
    },
  },
  {
    name: 'nothing-matches',
    open: async page => {
      await page.goto(
        '/catalog/default/component/checkout-api/postmortems?text=nothing+like+it',
      );
      await heading(page, 'No incident matches');
    },
  },
  {
    name: 'system-history',
    open: async page => {
      await page.goto('/catalog/default/system/checkout/postmortems?limit=5');
      await incidents(page);
    },
  },
  {
    name: 'library',
    open: async page => {
      await page.goto('/postmortems?limit=5');
      await incidents(page);
    },
  },
  ...['checkout-api', 'order-service', 'basket-service'].map(
    (service, index) => ({
      name: `filing-${index + 1}`,
      open: (page: Page) => openFiling(page, service, index + 1),
    }),
  ),
  {
    name: 'filing-with-problems',
    open: async page => {
      await openFiling(page, 'slot-service');
      await page.getByRole('button', { name: /^Next/ }).click();
      await expect(page.getByText(/^Give it a title/)).toBeVisible();
    },
  },
  {
    name: 'document',
    open: async page => {
      await page.goto('/postmortems/documents/PM-1');
      await expect(
        page.getByRole('navigation', { name: 'Contents' }),
      ).toBeVisible();
    },
  },
  {
    name: 'document-draft',
    open: openDraft,
  },
  {
    name: 'document-editing',
    open: async page => {
      await openDraft(page);
      await page.getByRole('button', { name: 'Edit Summary' }).click();
      await expect(
        page.getByRole('textbox', { name: 'Summary' }),
      ).toBeFocused();
    },
  },
  {
    name: 'document-upload-failed',
    open: async page => {
      await openDraft(page);
      await page.getByRole('button', { name: 'Edit Summary' }).click();
      await page.locator('input[type="file"]').setInputFiles({
        name: 'no-image.png',
        mimeType: 'image/png',
        buffer: Buffer.from('It only says so'),
      });
      await expect(page.getByText(/^Not uploaded: no-image.png/)).toBeVisible();
    },
  },
  {
    name: 'document-people',
    open: async page => {
      await openDraft(page);
      await page.getByRole('button', { name: 'Change' }).click();
      await expect(page.getByRole('dialog')).toBeVisible();
    },
  },
  {
    name: 'incident',
    open: async page => {
      await page.goto('/postmortems/incidents/INC-5');
      await heading(page, 'Times');
    },
  },
  {
    name: 'no-such-incident',
    open: async page => {
      await page.goto('/postmortems/incidents/INC-999999');
      await expect(page.getByText(/^There is no incident/)).toBeVisible();
    },
  },
  {
    name: 'no-such-document',
    open: async page => {
      await page.goto('/postmortems/documents/PM-999999');
      await expect(page.getByText(/^There is no postmortem/)).toBeVisible();
    },
  },
  {
    name: 'no-such-page',
    open: async page => {
      await page.goto('/postmortems/nowhere');
      await expect(page.getByText('There is no such page')).toBeVisible();
    },
  },
];

/** Expects that nothing reaches beyond the right edge of the window. */
async function expectToFit(page: Page) {
  const { clientWidth, scrollWidth } = await page.evaluate(() => ({
    clientWidth: document.documentElement.clientWidth,
    scrollWidth: document.documentElement.scrollWidth,
  }));
  expect(scrollWidth).toBeLessThanOrEqual(clientWidth);
}

for (const { name, open, signedOut, exclude } of screens) {
  test.describe(name, () => {
    test.use(signedOut ? {} : rememberedAs(people.colleague));

    test(`${name} is for everybody, light and dark, wide and narrow`, async ({
      page,
    }, testInfo) => {
      for (const theme of themes) {
        await chooseTheme(page, theme);
        await open(page);
        await expect(page.locator('body')).toHaveAttribute(
          'data-theme-mode',
          theme,
        );
        await expectAccessible(page, exclude);
        await screenshot(page, `${name}-${theme}`, testInfo);
      }
      await page.setViewportSize({ width: 390, height: 844 });
      await settled(page);
      await screenshot(page, `${name}-narrow`, testInfo);
      await expectToFit(page);
    });
  });
}
