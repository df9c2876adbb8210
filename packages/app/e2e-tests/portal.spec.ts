import { expect, test } from '@playwright/test';
import { screenshot } from './helpers';
import { expectSignedIn, openAs, people, signIn } from './people';

test('two people use the portal at the same time @smoke', async ({
  browser,
}, testInfo) => {
  const engineer = await openAs(browser, people.engineer);
  const lead = await openAs(browser, people.lead);

  for (const [page, person] of [
    [engineer, people.engineer],
    [lead, people.lead],
  ] as const) {
    await page.goto('/catalog/default/component/checkout-api');
    await expect(
      page.getByRole('heading', { name: 'Checkout API' }),
    ).toBeVisible();
    await page.goto('/settings/general');
    await expect(page.getByText(person.name).first()).toBeVisible();
  }
  await screenshot(engineer, 'settings', testInfo);

  await engineer.context().close();
  await lead.context().close();
});

test('a reload keeps the session and signing out ends it', async ({ page }) => {
  await signIn(page, people.sre);

  await page.reload();
  await expectSignedIn(page);

  await page.getByRole('button', { name: 'Sign out' }).click();
  await expect(
    page.getByRole('heading', { name: 'Who do you want to be?' }),
  ).toBeVisible();
  await page.reload();
  await expect(
    page.getByRole('heading', { name: 'Who do you want to be?' }),
  ).toBeVisible();
});

test('a remembered person who is gone leads back to the choice', async ({
  page,
}) => {
  await page.addInitScript(() =>
    localStorage.setItem('hindsight-demo-user', 'user:default/nobody'),
  );
  await page.goto('/');

  await expect(page.getByText('That sign-in did not work')).toBeVisible();
  await expect(page.getByText('There is no user:default/nobody')).toBeVisible();
  await expect(
    page.getByRole('button', { name: people.lead.name }),
  ).toBeVisible();
});

test('nothing is fetched from elsewhere', async ({ page, baseURL }) => {
  const elsewhere: string[] = [];
  page.on('request', request => {
    const url = new URL(request.url());
    if (url.protocol.startsWith('http') && url.origin !== baseURL) {
      elsewhere.push(request.url());
    }
  });

  await signIn(page, people.lead);
  await page.goto('/catalog');
  await expect(page.getByRole('table').first()).toBeVisible();

  expect(elsewhere).toEqual([]);
});
