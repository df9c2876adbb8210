import { mockServices } from '@backstage/backend-test-utils';
import type { Entity } from '@backstage/catalog-model';
import { catalogServiceMock } from '@backstage/plugin-catalog-node/testUtils';
import { CatalogWait } from './CatalogWait';

function entity(kind: string, name: string, ...above: [string, string][]) {
  return {
    apiVersion: 'backstage.io/v1alpha1',
    kind,
    metadata: { name },
    relations: above.map(([type, targetRef]) => ({ type, targetRef })),
  };
}

const kiosk = entity(
  'Component',
  'kiosk',
  ['ownedBy', 'group:default/pickers'],
  ['partOf', 'system:default/shop'],
  ['dependsOn', 'component:default/till'],
);
const shop = entity('System', 'shop', ['partOf', 'domain:default/orchard']);
const pickers = entity('Group', 'pickers', ['childOf', 'group:default/all']);
const rest = [entity('Domain', 'orchard'), entity('Group', 'all')];

/** A catalog that has one more entity each time that the wait goes on. */
async function waitFor(
  start: Entity[],
  arrivals: Array<Entity[] | Error>,
  timeoutMs = 60_000,
) {
  let entities = start;
  const catalog = catalogServiceMock({ entities: [] });
  const get = jest.spyOn(catalog, 'getEntitiesByRefs');
  get.mockImplementation(request =>
    catalogServiceMock({ entities }).getEntitiesByRefs(request),
  );
  const left = [...arrivals];
  const waits: string[] = [];
  const wait = new CatalogWait({
    auth: mockServices.auth(),
    catalog,
    pollMs: 1,
    timeoutMs,
    signal: new AbortController().signal,
    onWait: async what => {
      waits.push(what);
      const next = left.shift() ?? [];
      if (next instanceof Error) {
        get.mockRejectedValueOnce(next);
      } else {
        entities = [...entities, ...next];
      }
    },
  });
  await wait.until(['component:default/kiosk']);
  return { waits, calls: get.mock.calls.length, left };
}

describe('CatalogWait', () => {
  it('goes on at once where everything is there, one request a level', async () => {
    await expect(waitFor([kiosk, shop, pickers, ...rest], [])).resolves.toEqual(
      {
        waits: [],
        calls: 3,
        left: [],
      },
    );
  });

  it('waits for an entity and all above it, and for the catalog itself', async () => {
    const { waits, left } = await waitFor(
      [],
      [new Error('not yet'), [kiosk], [shop, pickers], rest],
    );
    expect(left).toEqual([]);
    expect(waits).toEqual([
      'waits for component:default/kiosk, which the catalog does not have yet',
      expect.stringContaining('component:default/kiosk'),
      expect.stringContaining('group:default/pickers, system:default/shop'),
      expect.stringContaining('domain:default/orchard, group:default/all'),
    ]);
  });

  it('does without what never comes above an entity', async () => {
    const { waits } = await waitFor([kiosk, shop, ...rest], []);
    expect(waits).toHaveLength(2);
  });

  it('gives up in the end, and says what is missing', async () => {
    await expect(waitFor([], [], 20)).rejects.toThrow(
      'It needs component:default/kiosk, which the catalog does not have yet',
    );
    await expect(
      waitFor([], new Array(1_000).fill(new Error('away')), 20),
    ).rejects.toThrow('The catalog did not answer: Error: away');
  });
});
