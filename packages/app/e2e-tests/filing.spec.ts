import { expect, Locator, Page, test } from '@playwright/test';
import { apiAs, openAs, people, rememberedAs } from './people';

test.use(rememberedAs(people.engineer));

/** So that a run can be repeated on a portal that keeps its data. */
const run = Date.now().toString(36);

/** A day of last week, as ISO 8601 tells it. */
const day = new Date(Date.now() - 5 * 86_400_000).toISOString().slice(0, 10);

const file = (page: Page) =>
  page.getByRole('button', { name: 'File the postmortem' });

const timeField = (page: Page, name: string) =>
  page.getByRole('textbox', { name: new RegExp(`^${name}`) });

/** Chooses the zone in which the times are typed. */
async function chooseZone(page: Page, search: string, zone: string) {
  await page
    .getByRole('button', { name: /Time zone of what you type/ })
    .click();
  await page.getByPlaceholder('City or zone').fill(search);
  await page.getByRole('option', { name: zone }).click();
}

/** The time of day in London, in which the browser of these tests lives. */
function inLondon(iso: string) {
  return new Date(iso).toLocaleTimeString('en-GB', {
    timeZone: 'Europe/London',
    hour: '2-digit',
    minute: '2-digit',
  });
}

/** Hands an image to an element as pasting or dropping does. */
async function handOver(
  target: Locator,
  how: 'paste' | 'drop',
  image: { name: string; width: number; height: number },
) {
  await target.evaluate(
    async (element, { type, name, width, height }) => {
      const canvas = document.createElement('canvas');
      canvas.width = width;
      canvas.height = height;
      canvas.getContext('2d')?.fillRect(0, 0, width, height / 2);
      const blob = await new Promise<Blob | null>(resolve =>
        canvas.toBlob(resolve, 'image/png'),
      );
      const data = new DataTransfer();
      data.items.add(new File([blob ?? ''], name, { type: 'image/png' }));
      const options = { bubbles: true, cancelable: true };
      element.dispatchEvent(
        type === 'paste'
          ? new ClipboardEvent(type, { ...options, clipboardData: data })
          : new DragEvent(type, { ...options, dataTransfer: data }),
      );
    },
    { type: how, ...image },
  );
}

/** The width in pixels of the file behind an image, once it is there. */
async function expectLoaded(image: Locator, width: number) {
  await expect
    .poll(() =>
      image.evaluate(
        element =>
          element instanceof HTMLImageElement &&
          element.complete &&
          element.naturalWidth,
      ),
    )
    .toBe(width);
}

test('what happened is filed from the service, and read by others', async ({
  page,
  browser,
}) => {
  test.setTimeout(120_000);
  const title = `Arrival times an hour late in the South (${run})`;
  let reference = '';

  await test.step('from the page of the service', async () => {
    await page.goto('/catalog/default/component/eta-service/postmortems');
    await page.getByRole('link', { name: 'File a postmortem' }).click();
    await expect(page.getByText('For ETA Service')).toBeVisible();
  });

  await test.step('times in another zone are understood', async () => {
    await page.getByRole('textbox', { name: 'Title' }).fill(title);
    await page.getByText('SEV2', { exact: true }).click();
    await chooseZone(page, 'tokyo', 'Asia/Tokyo');
    await timeField(page, 'Started').fill(`${day} 14:02`);
    await timeField(page, 'Detected').fill('14:06');
    await timeField(page, 'Mitigated').fill('13:58');
    await timeField(page, 'Resolved').fill('15:14');
    await timeField(page, 'Resolved').blur();

    const started = `${day}T05:02:00Z`;
    await expect(
      page.getByText(
        new RegExp(`14:02 .*· .*${inLondon(started)} .* your time`),
      ),
    ).toBeVisible();
  });

  await test.step('a wrong order is explained where it is typed', async () => {
    await page.getByRole('button', { name: /^Next/ }).click();
    await expect(timeField(page, 'Mitigated')).toBeFocused();
    await expect(timeField(page, 'Mitigated')).toHaveAccessibleDescription(
      /Mitigated must not be before started \(14:02\)/,
    );
    await timeField(page, 'Mitigated').fill('14:40');
    await expect(
      page.getByText(
        'detected after 4 min · mitigated after 38 min · resolved after 1 h 12 min',
      ),
    ).toBeVisible();
    await timeField(page, 'Mitigated').blur();
    await expect(page.getByText(/must not be before/)).toHaveCount(0);
  });

  await test.step('a reload loses nothing', async () => {
    await page
      .getByRole('textbox', { name: 'Summary' })
      .fill('The clock of one node was wrong.');
    await page.reload();
    await expect(page.getByText(/^Restored what you typed/)).toBeVisible();
    await expect(page.getByRole('textbox', { name: 'Title' })).toHaveValue(
      title,
    );
    await expect(page.getByRole('radio', { name: /SEV2/ })).toBeChecked();
    await expect(
      page.getByRole('button', { name: /Asia\/Tokyo/ }),
    ).toBeVisible();
    await expect(timeField(page, 'Mitigated')).toHaveValue(`${day} 14:40`);
    await expect(page.getByRole('textbox', { name: 'Summary' })).toHaveValue(
      'The clock of one node was wrong.',
    );
  });

  await test.step('the catalog proposes what else it touched', async () => {
    await page.getByRole('button', { name: /^Next/ }).click();
    const touched = page.getByRole('list', {
      name: 'Services and what they are part of',
    });
    await expect(touched.getByRole('listitem')).toHaveText(/ETA Service/);
    await page
      .getByRole('radiogroup', { name: /ETA Service/ })
      .getByText('Cause')
      .click();
    const near = page.getByRole('group', { name: /^Close to ETA Service/ });
    await near.getByRole('button').first().click();
    await expect(touched.getByRole('listitem')).toHaveCount(2);

    await page.getByRole('button', { name: 'Back' }).click();
    await expect(page.getByRole('textbox', { name: 'Title' })).toHaveValue(
      title,
    );
    await page.getByRole('button', { name: /^Next/ }).click();
    await expect(touched.getByRole('listitem')).toHaveCount(2);
  });

  await test.step('what follows is said in sentences', async () => {
    await page.getByRole('button', { name: /^Next/ }).click();
    await expect(
      page.getByText(/^Required, because .* asks for one from SEV2\. Due/),
    ).toBeVisible();
    await expect(page.getByText(/ reviews? it\./)).toBeVisible();
  });

  await test.step('a failed request loses nothing, an unheard answer files nothing twice', async () => {
    const requests = '**/api/postmortems/postmortems';
    await page.route(requests, route => route.abort(), { times: 1 });
    await file(page).click();
    const failure = page.getByRole('alert');
    await expect(failure).toContainText('The server could not be reached.');

    // It arrives, but the answer does not
    await page.route(
      requests,
      async route => {
        await route.fetch();
        await route.abort();
      },
      { times: 1 },
    );
    await failure.getByRole('button', { name: 'Try again' }).click();
    await expect(failure).toContainText('The server could not be reached.');

    await page.reload();
    await page.getByRole('button', { name: /What follows/ }).click();
    await file(page).click();
    await expect(page.getByRole('heading', { name: title })).toBeVisible();
    reference = page.url().match(/PM-\d+$/)?.[0] ?? '';
    expect(reference).not.toBe('');

    const api = await apiAs(people.engineer);
    const incidents = await api.listIncidents({ text: run });
    expect(incidents.items).toMatchObject([
      {
        title,
        startedAt: `${day}T05:02:00.000Z`,
        resolvedAt: `${day}T06:14:00.000Z`,
        postmortem: { reference },
      },
    ]);
    const postmortems = await api.listPostmortems({ text: run });
    expect(postmortems.items).toHaveLength(1);
  });

  await test.step('a section is written, with images', async () => {
    await page.getByRole('button', { name: 'Edit Summary' }).click();
    const field = page.getByRole('textbox', { name: 'Summary' });
    await expect(field).toBeFocused();
    await field.fill(
      [
        'Customers waited **an hour** longer.',
        '',
        '- one clock was wrong',
        '',
        '<script>window.harmed = true</script>',
        '<img src="x" onerror="window.harmed = true">',
        '<a href="javascript:window.harmed = true">a trap</a>',
        '',
        '',
      ].join('\n'),
    );
    await field.press('End');
    await handOver(field, 'paste', { name: 'late.png', width: 40, height: 30 });
    await expect(field).toHaveValue(/!\[late\]\((?!uploading)/);
    await handOver(field, 'drop', { name: 'map.png', width: 24, height: 24 });
    await expect(field).toHaveValue(/!\[map\]\((?!uploading)/);

    await page.getByRole('tab', { name: 'Preview' }).click();
    await expect(page.locator('strong', { hasText: 'an hour' })).toBeVisible();
    await expectLoaded(page.getByRole('img', { name: 'late' }), 40);
    await page.getByRole('tab', { name: 'Write' }).click();
    await field.press('Control+Enter');
    await expect(
      page.getByRole('button', { name: 'Edit Summary' }),
    ).toBeFocused();
  });

  await test.step('somebody else finds and reads it', async () => {
    const other = await openAs(browser, people.bystander);
    await other.goto('/catalog/default/component/eta-service/postmortems');
    const row = other.getByRole('row').filter({ hasText: title });
    await expect(row).toContainText('1 h 12 min');
    await row.getByRole('link', { name: reference }).click();

    await expect(other.getByRole('heading', { name: title })).toBeVisible();
    const section = other.getByRole('region', { name: 'Summary' });
    await expect(
      section.locator('strong', { hasText: 'an hour' }),
    ).toBeVisible();
    await expect(section.getByRole('listitem')).toHaveText(
      'one clock was wrong',
    );
    await expectLoaded(section.getByRole('img', { name: 'late' }), 40);
    await expectLoaded(section.getByRole('img', { name: 'map' }), 24);
    await expect(section.getByText('a trap')).toBeVisible();
    await section.getByText('a trap').click();
    for (const reader of [other, page]) {
      expect(await reader.evaluate(() => 'harmed' in window)).toBe(false);
      await expect(
        reader.locator('article script, article [onerror]'),
      ).toHaveCount(0);
    }

    await expect(
      other.getByText('You can read this postmortem, but not edit it.'),
    ).toBeVisible();
    await expect(other.getByRole('button', { name: /^Edit/ })).toHaveCount(0);
    await other.context().close();
  });
});

test.describe('an incident that is on record', () => {
  test.use(rememberedAs(people.deliveryLead));

  test('is taken up and corrected, not typed again', async ({
    page,
    browser,
  }) => {
    const api = await apiAs(people.deliveryLead);
    const { items } = await api.listIncidents({
      entityRef: ['group:default/team-delivery'],
      relation: 'parts',
      hasPostmortem: false,
      status: ['resolved'],
      kind: ['incident'],
      limit: 1,
    });
    const [{ id, reference, title, affected }] = items;
    const entityRef = encodeURIComponent(affected[0].entityRef);

    await test.step('by somebody who may not change it, as it is', async () => {
      const other = await openAs(browser, people.engineer);
      await other.goto(`/postmortems/file?incident=${reference}`);
      await expect(
        other.getByText(`You may file for ${reference}, but not change`),
      ).toBeVisible();
      await expect(
        other.getByRole('textbox', { name: 'Title' }),
      ).toBeDisabled();
      await other.context().close();
    });

    await page.goto(`/postmortems/file?entityRef=${entityRef}`);
    await page
      .getByRole('searchbox', { name: 'Search recorded incidents' })
      .fill(title);
    await page
      .getByRole('list', { name: 'Recorded incidents' })
      .getByRole('button', { name: title })
      .click();
    await expect(
      page.getByText(`${reference} is filled in below.`),
    ).toBeVisible();
    await expect(page.getByRole('textbox', { name: 'Title' })).toHaveValue(
      title,
    );
    await page
      .getByRole('textbox', { name: 'How was it noticed?' })
      .fill(`A driver called (${run})`);

    await page.getByRole('button', { name: /What follows/ }).click();
    await file(page).click();
    await expect(page.getByRole('heading', { name: title })).toBeVisible();
    await expect(page.getByRole('link', { name: reference })).toBeVisible();
    const { detection, postmortem } = await api.getIncident(id);
    expect(detection?.how).toBe(`A driver called (${run})`);
    expect(page.url()).toContain(postmortem?.reference);

    // And from then on it says so instead of filing another
    await page.goto(`/postmortems/file?incident=${reference}`);
    await expect(
      page.getByText(`${reference} has a postmortem already`),
    ).toBeVisible();
  });
});

test('a restricted incident is nowhere to be seen for others', async ({
  browser,
}) => {
  const vault = 'component:default/token-vault';
  const [insider, outsider] = await Promise.all([
    apiAs(people.security),
    apiAs(people.bystander),
  ]);
  const seen = await insider.listIncidents({ entityRef: [vault] });
  const restricted = seen.items.filter(
    ({ visibility }) => visibility === 'restricted',
  );
  expect(restricted.length).toBeGreaterThan(0);
  const [{ reference, title, startedAt }] = restricted;
  const address =
    '/catalog/default/component/token-vault/postmortems?range=all';

  const member = await openAs(browser, people.security);
  await member.goto(address);
  await expect(
    member.getByRole('row').filter({ hasText: title }),
  ).toBeVisible();
  await member.context().close();

  const outside = await openAs(browser, people.bystander);
  const series = await outsider.getIncidentSeries({ entityRef: [vault] });
  const open = seen.items.length - restricted.length;
  expect(series.totals.incidents).toBe(open);
  await outside.goto(address);
  await expect(
    open > 0
      ? outside.getByRole('grid', { name: 'Incidents' })
      : outside.getByRole('heading', { name: 'No incident on record' }),
  ).toBeVisible();
  await expect(outside.getByText(title)).toHaveCount(0);

  const { totalItems } = await outsider.listIncidents({
    text: title,
    startedAfter: startedAt,
    total: true,
  });
  expect(totalItems).toBe(0);
  await outside.goto(`/postmortems/incidents/${reference}`);
  await expect(
    outside.getByText(`There is no incident ${reference} that you may read`),
  ).toBeVisible();
  await outside.context().close();
});
