import { Browser, expect, Page } from '@playwright/test';
import { PostmortemsClient } from '@hindsight/plugin-postmortems-common';

/** Somebody of the example organisation. */
export interface Person {
  name: string;
  entityRef: string;
}

function person(name: string, user: string): Person {
  return { name, entityRef: `user:default/${user}` };
}

/** Those who play a part in the tests; the sign-in page offers all but the last. */
export const people = {
  /** In team-payments, which has no part in most of the shop. */
  engineer: person('Tomáš Vacek', 'tomas.vacek'),
  /** In team-checkout, the owners of checkout-api. */
  colleague: person('Priya Raman', 'priya.raman'),
  lead: person('Noor Haddad', 'noor.haddad'),
  sre: person('Thandi Dlamini', 'thandi.dlamini'),
  director: person('Ingrid Solheim', 'ingrid.solheim'),
  /** Owns what is restricted. */
  security: person('Nadia Benali', 'nadia.benali'),
  /** Sees no restricted record. */
  bystander: person('Kofi Mensah', 'kofi.mensah'),
  /** Leads team-delivery, the owners of eta-service and of route-planner. */
  deliveryLead: person('Chidi Nwosu', 'chidi.nwosu'),
};

const portal = process.env.HINDSIGHT_URL ?? '';

/** Chooses a person on the sign-in page, and waits for the portal to open. */
export async function signIn(page: Page, { name }: Person) {
  await page.goto('/');
  await page.getByRole('button', { name }).click();
  await expectSignedIn(page);
}

/** Waits until the portal is open, whatever page it shows. */
export async function expectSignedIn(page: Page) {
  await expect(page.getByRole('button', { name: 'Sign out' })).toBeVisible();
}

/** A browser of its own for one person; close its context when done. */
export async function openAs(browser: Browser, somebody: Person) {
  const context = await browser.newContext({
    storageState: { cookies: [], origins: [] },
  });
  const page = await context.newPage();
  await signIn(page, somebody);
  return page;
}

/** For `test.use`: browsers in which somebody has signed in before. */
export function rememberedAs({ entityRef }: Person) {
  return {
    storageState: {
      cookies: [],
      origins: [
        {
          origin: portal,
          localStorage: [{ name: 'hindsight-demo-user', value: entityRef }],
        },
      ],
    },
  };
}

/** What the backend tells and does for somebody, apart from any page. */
export async function apiAs({ entityRef }: Person): Promise<PostmortemsClient> {
  const response = await fetch(`${portal}/api/auth/demo/refresh`, {
    headers: { 'x-demo-user': entityRef },
  });
  const { backstageIdentity } = await response.json();
  return new PostmortemsClient({
    discoveryApi: { getBaseUrl: async id => `${portal}/api/${id}` },
    fetchApi: {
      fetch: (input, init) => {
        const headers = new Headers(init?.headers);
        headers.set('authorization', `Bearer ${backstageIdentity.token}`);
        return fetch(input, { ...init, headers });
      },
    },
  });
}
