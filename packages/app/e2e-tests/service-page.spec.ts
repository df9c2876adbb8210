import { expect, Locator, Page, test } from '@playwright/test';
import type {
  Incident,
  IncidentSeriesRequest,
} from '@hindsight/plugin-postmortems-common';
import { apiAs, people, rememberedAs } from './people';

const reader = people.engineer;
test.use(rememberedAs(reader));

const CHECKOUT_API = 'component:default/checkout-api';

/** The address of an entity's page. */
function pageOf(entityRef: string, tab = '') {
  const [kind, namespace, name] = entityRef.split(/[:/]/);
  return `/catalog/${namespace}/${kind}/${name}${tab}`;
}

const historyOf = (entityRef: string) => pageOf(entityRef, '/postmortems');

/** Expects the list to show these incidents in this order, once it has loaded. */
async function expectRows(page: Page, references: string[]) {
  await expect.poll(() => shownReferences(page)).toEqual(references);
}

async function shownReferences(page: Page): Promise<string[]> {
  const rows = await page
    .getByRole('grid', { name: 'Incidents' })
    .getByRole('row')
    .allInnerTexts();
  return rows.flatMap(text => text.match(/INC-\d+/) ?? []);
}

const sorted = (texts: string[]) => [...texts].sort();

/** Expects the chart to draw these incidents, once it has loaded. */
async function expectMarks(page: Page, references: string[]) {
  await expect
    .poll(async () => sorted(await drawnReferences(page)))
    .toEqual(sorted(references));
}

async function drawnReferences(
  page: Page,
  name: string | RegExp = /^INC-/,
): Promise<string[]> {
  const labels = await chartOf(page)
    .getByRole('link', { name })
    .evaluateAll(marks => marks.map(mark => mark.getAttribute('aria-label')));
  return labels.flatMap(label => label?.match(/^INC-\d+/) ?? []);
}

function chartOf(page: Page): Locator {
  return page.getByRole('region', { name: 'History of incidents' });
}

function figuresOf(page: Page): Locator {
  return page.getByRole('list', {
    name: 'Figures of the incidents listed below',
  });
}

/** What the page asks for when it opens: the twelve months until today. */
function twelveMonths(): IncidentSeriesRequest {
  const from = new Date();
  from.setHours(0, 0, 0, 0);
  from.setMonth(from.getMonth() - 12);
  return { startedAfter: from.toISOString() };
}

/** All incidents that the backend knows of, asked as the reader. */
async function allIncidents(
  request: IncidentSeriesRequest,
): Promise<Incident[]> {
  const api = await apiAs(reader);
  const { items, pageInfo } = await api.listIncidents({
    ...request,
    order: '-startedAt',
    limit: 200,
  });
  expect(pageInfo.nextCursor).toBeUndefined();
  return items;
}

const referencesOf = (incidents: Incident[]) =>
  incidents.map(({ reference }) => reference);

/** Chooses one of the values of a filter, and leaves its list. */
async function choose(page: Page, filter: string, value: string) {
  await page
    .getByRole('group', { name: 'Filter incidents' })
    .getByRole('button', { name: filter })
    .click();
  await page.getByRole('option', { name: value }).click();
  await page.keyboard.press('Escape');
  await expect(page.getByRole('listbox')).toHaveCount(0);
}

test('the policy says in one line what is asked, and why', async ({ page }) => {
  const policy = await (
    await apiAs(reader)
  ).getPolicy({ entityRefs: [CHECKOUT_API], describe: true });
  await page.goto(historyOf(CHECKOUT_API));
  const line = page.getByRole('region', { name: 'Policy' });
  await expect(line).toContainText(
    `Postmortem required from ${policy.severityThreshold.value} on`,
  );

  await line.getByRole('button', { name: 'why?' }).click();
  const sources = [
    policy.severityThreshold,
    policy.publishWithin,
    policy.template,
    policy.approvals,
    ...policy.reviewers.map(({ because }) => ({ sources: because })),
  ].flatMap(value => value.sources.flatMap(source => source.entityRef ?? []));
  expect(sources).toContain('system:default/checkout');
  for (const entityRef of new Set(sources)) {
    await expect(
      line.locator(`dl a[href="${pageOf(entityRef)}"]`).first(),
    ).toBeVisible();
  }

  // They are entities that one can look at, not names
  await line.locator('dl a[href="/catalog/default/system/checkout"]').click();
  await expect(page.getByRole('heading', { name: 'Checkout' })).toBeVisible();
});

test('chart and figures are those of the rows', async ({ page }) => {
  const history: IncidentSeriesRequest = {
    ...twelveMonths(),
    entityRef: [CHECKOUT_API],
    relation: 'self',
  };
  const expected = await allIncidents(history);
  expect(expected.length).toBeGreaterThan(10);
  await page.goto(historyOf(CHECKOUT_API));
  await expectRows(page, referencesOf(expected));
  await expectMarks(page, referencesOf(expected));

  // Each figure leads to the rows that it counts
  const figures = figuresOf(page).getByRole('link');
  const counted: Array<[RegExp, IncidentSeriesRequest]> = [
    [/^(\d+) incidents$/, {}],
    [/^(\d+) open$/, { status: ['open'] }],
    [/^(\d+) needs? a postmortem$/, { needsPostmortem: true }],
    [/^(\d+) overdue$/, { overdue: true }],
  ];
  for (const [text, filter] of counted) {
    const rows = referencesOf(await allIncidents({ ...history, ...filter }));
    const figure = figures.filter({ hasText: text });
    await expect(figure).toHaveText(new RegExp(`^${rows.length} `));
    await figure.click();
    await expectRows(page, rows);
    await expectMarks(page, rows);
    await page.goto(historyOf(CHECKOUT_API));
  }

  const toMitigate = expected
    .filter(
      ({ kind, status, duplicateOf, flags }) =>
        kind === 'incident' &&
        status !== 'cancelled' &&
        !duplicateOf &&
        !flags.some(({ code }) => code === 'TIMES_OUT_OF_ORDER'),
    )
    .flatMap(({ startedAt, mitigatedAt }) =>
      mitigatedAt ? Date.parse(mitigatedAt) - Date.parse(startedAt) : [],
    );
  await expect(figuresOf(page)).toContainText(`(n ${toMitigate.length})`);
});

test('the chart leads to what it shows', async ({ page }) => {
  const severe = referencesOf(
    await allIncidents({
      ...twelveMonths(),
      entityRef: [CHECKOUT_API],
      relation: 'self',
      severity: ['SEV1'],
    }),
  );
  expect(severe.length).toBeGreaterThan(1);
  const [worst] = severe;
  await page.goto(`${historyOf(CHECKOUT_API)}?severity=SEV1`);
  await expectMarks(page, severe);
  const mark = chartOf(page).getByRole('link', { name: worst });
  await mark.hover();
  await expect(
    chartOf(page).locator('strong', { hasText: worst }),
  ).toBeVisible();

  // Dragging across the chart looks closer
  const drawing = await chartOf(page).getByRole('group').last().boundingBox();
  const place = await mark.boundingBox();
  if (!drawing || !place) {
    throw new Error('The chart is not on the page');
  }
  const middle = place.x + place.width / 2;
  await page.mouse.move(middle - 12, drawing.y + 20);
  await page.mouse.down();
  await page.mouse.move(middle + 12, drawing.y + 30, { steps: 4 });
  await page.mouse.up();
  await expect(page).toHaveURL(/from=\d{4}-\d\d-\d\d&to=/);
  await expectMarks(page, [worst]);
  await expectRows(page, [worst]);
  await page.getByRole('button', { name: 'Back to 12 months' }).click();
  await expectMarks(page, severe);

  await chartOf(page).getByRole('link', { name: worst }).click();
  await expect(page).toHaveURL(new RegExp(`/incidents/${worst}$`));
});

test('filters and pages stand in the address', async ({ page }) => {
  const expected = await allIncidents({
    ...twelveMonths(),
    entityRef: ['group:default/commerce'],
    relation: 'parts',
    severity: ['SEV3'],
    kind: ['incident'],
  });
  expect(expected.length).toBeGreaterThan(20);
  await page.goto(`${historyOf('group:default/commerce')}?limit=10`);
  await choose(page, 'Severity', 'SEV3');
  await choose(page, 'Kind', 'Incident');
  await expect(page).toHaveURL(/severity=SEV3/);
  await expect(page).toHaveURL(/kind=incident/);
  const first = referencesOf(expected.slice(0, 10));
  await expectRows(page, first);

  const pages = page.getByRole('navigation', { name: 'Pages' });
  await expect(pages).toContainText(`10 of ${expected.length}`);
  await pages.getByRole('button', { name: 'Next page' }).click();
  const second = referencesOf(expected.slice(10, 20));
  await expectRows(page, second);

  const address = page.url();
  await page.reload();
  await expectRows(page, second);
  expect(page.url()).toBe(address);

  await page.goBack();
  await expectRows(page, first);
  await page.goForward();
  await pages.getByRole('button', { name: 'Previous page' }).click();
  await expectRows(page, first);
});

test('titles and summaries are searched', async ({ page }) => {
  const text = 'voucher';
  const expected = await allIncidents({
    ...twelveMonths(),
    entityRef: ['domain:default/shopping'],
    relation: 'parts',
    text,
  });
  expect(expected.length).toBeGreaterThan(0);
  await page.goto(historyOf('domain:default/shopping'));
  const search = page.getByRole('searchbox', {
    name: 'Search titles and summaries',
  });
  await search.fill(text);
  await expect(page).toHaveURL(/text=voucher/);
  await expectRows(page, referencesOf(expected));
  await expectMarks(page, referencesOf(expected));

  await search.fill('no such word anywhere');
  await expect(
    page.getByRole('heading', { name: 'No incident matches' }),
  ).toBeVisible();
  await page.getByRole('button', { name: 'Clear filters' }).last().click();
  await expect(search).toHaveValue('');
  await expect(page.getByRole('grid', { name: 'Incidents' })).toBeVisible();
});

test('the keyboard alone finds and opens an incident', async ({ page }) => {
  const expected = referencesOf(
    await allIncidents({
      ...twelveMonths(),
      entityRef: [CHECKOUT_API],
      relation: 'self',
    }),
  );
  const [first, second] = expected;
  await page.goto(historyOf(CHECKOUT_API));
  await expectRows(page, expected);
  await page
    .getByRole('searchbox', { name: 'Search titles and summaries' })
    .focus();
  const focused = page.locator(':focus');
  const rows = page.getByRole('row');
  for (let stops = 0; stops < 12; stops += 1) {
    await page.keyboard.press('Tab');
    if ((await focused.getAttribute('role')) === 'row') {
      break;
    }
  }
  await expect(rows.filter({ hasText: first })).toBeFocused();
  await page.keyboard.press('ArrowDown');
  await expect(rows.filter({ hasText: second })).toBeFocused();
  await page.keyboard.press('Enter');
  await expect(page).toHaveURL(new RegExp(`/postmortems/incidents/${second}$`));
  await expect(page.getByText(`Incident ${second}`)).toBeVisible();

  // The chart is one stop, too
  await page.goBack();
  await expectMarks(page, expected);
  const newest = chartOf(page).getByRole('link', { name: first });
  await newest.focus();
  await page.keyboard.press('ArrowLeft');
  await expect(chartOf(page).getByRole('link', { name: second })).toBeFocused();
  await page.keyboard.press('Enter');
  await expect(page).toHaveURL(new RegExp(`/postmortems/incidents/${second}$`));
});

for (const entityRef of [
  'system:default/checkout',
  'domain:default/shopping',
  'group:default/commerce',
]) {
  test(`${entityRef} shows what happened to its parts`, async ({ page }) => {
    const request = { ...twelveMonths(), entityRef: [entityRef] };
    const [parts, self, waiting] = await Promise.all([
      allIncidents({ ...request, relation: 'parts' }),
      allIncidents({ ...request, relation: 'self' }),
      allIncidents({ ...request, relation: 'parts', needsPostmortem: true }),
    ]);
    expect(parts.length).toBeGreaterThan(self.length);

    await page.goto(`${historyOf(entityRef)}?limit=10`);
    await expect(
      page.getByRole('columnheader', { name: 'Affected' }),
    ).toBeVisible();
    await expect(figuresOf(page)).toContainText(`${parts.length} incidents`);
    await expectRows(page, referencesOf(parts.slice(0, 10)));
    await expectMarks(page, referencesOf(parts));
    expect(sorted(await drawnReferences(page, /needs a postmortem$/))).toEqual(
      sorted(referencesOf(waiting)),
    );

    const scope = page.getByRole('radiogroup', { name: 'Incidents of' });
    await scope.getByRole('radio', { name: 'This only' }).click();
    await expect(page).toHaveURL(/relation=self/);
    if (self.length > 0) {
      await expectRows(page, referencesOf(self.slice(0, 10)));
    } else {
      await expect(page.getByText(/^No incident|^Nothing in/)).toBeVisible();
    }
    await scope.getByRole('radio', { name: 'Everything in it' }).click();
    await expect(figuresOf(page)).toContainText(`${parts.length} incidents`);
  });
}

test('a service without incidents says what to do', async ({ page }) => {
  await page.goto(historyOf('component:default/design-tokens'));
  const empty = page.getByRole('status').filter({
    has: page.getByRole('heading', { name: 'No incident on record' }),
  });
  await expect(empty).toContainText('postmortems/source-aliases');
  await expect(page.getByRole('region', { name: 'Policy' })).toContainText(
    'Postmortem required from',
  );
  await expect(chartOf(page)).toHaveCount(0);
  await expect(page.getByRole('grid', { name: 'Incidents' })).toHaveCount(0);

  await empty.getByRole('link', { name: 'File a postmortem' }).click();
  await expect(page.getByText('For Design Tokens')).toBeVisible();
});

test('the overview tells of the history and leads to it', async ({ page }) => {
  const latest = await allIncidents({
    ...twelveMonths(),
    entityRef: [CHECKOUT_API],
    relation: 'self',
  });
  await page.goto(pageOf(CHECKOUT_API));
  await expect(
    page.getByRole('list', { name: 'Latest incidents' }).getByRole('listitem'),
  ).toHaveCount(5);
  await expect(
    page.getByRole('link', { name: `${latest.length} incidents` }),
  ).toBeVisible();
  for (const { title } of latest.slice(0, 5)) {
    await expect(page.getByRole('link', { name: title })).toBeVisible();
  }
  await page.getByRole('link', { name: /need a postmortem/ }).click();
  await expect(page).toHaveURL(/postmortems\?postmortem=needed/);
  await expectRows(
    page,
    referencesOf(
      await allIncidents({
        ...twelveMonths(),
        entityRef: [CHECKOUT_API],
        relation: 'self',
        needsPostmortem: true,
      }),
    ),
  );

  await page.getByRole('button', { name: 'More' }).click();
  await page.getByRole('menuitem', { name: 'File a postmortem' }).click();
  await expect(page).toHaveURL(/\/postmortems\/file\?entityRef=/);
  await expect(page.getByText('For Checkout API')).toBeVisible();
});
