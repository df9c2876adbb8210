import type { StorageApi } from '@backstage/core-plugin-api';
import { mockApis } from '@backstage/test-utils';
import { type FilingDraft, FilingDraftPlace } from './FilingDraftPlace';
import { emptyValues } from './filingValues';

const USER = 'user:default/amelia';

function draft(title: string, savedAt: string): FilingDraft {
  return {
    savedAt,
    idempotencyKey: 'key-1',
    values: { ...emptyValues({ zone: 'UTC' }), title },
  };
}

const older = draft('Checkout', '2026-11-03T15:00:00.000Z');
const newer = draft('Checkout was down', '2026-11-03T15:01:00.000Z');

beforeEach(() => window.localStorage.clear());

function placeIn(storage: StorageApi, user = USER) {
  return new FilingDraftPlace(storage, user, 'component:default/checkout-api');
}

describe('FilingDraftPlace', () => {
  it('reads the newer copy, each person their own', async () => {
    const storage = mockApis.storage();
    const place = placeIn(storage);
    expect(await place.read()).toBeUndefined();
    await place.store(older);
    expect(await placeIn(storage).read()).toEqual(older);
    // The page went away before storage was asked.
    place.mirror(newer);
    expect(await placeIn(storage).read()).toEqual(newer);
    expect(await placeIn(storage, 'user:default/noor').read()).toBeUndefined();
    await place.remove();
    expect(await placeIn(storage).read()).toBeUndefined();
  });

  it("keeps this browser's copy when storage does not find its own", async () => {
    const storage = mockApis.storage();
    const place = placeIn(storage);
    await place.store(older);
    place.mirror(older);
    await storage
      .forBucket('postmortems-filing')
      .forBucket(USER)
      .remove('component:default/checkout-api');
    expect(await placeIn(storage).read()).toEqual(older);
  });

  it('takes a draft that it does not understand for none', async () => {
    const storage = mockApis.storage();
    const place = placeIn(storage);
    await place.store({ ...older, values: {} } as FilingDraft);
    expect(await place.read()).toBeUndefined();
  });

  it('writes in order, so that nothing comes back after its removal', async () => {
    const storage = mockApis.storage();
    const place = placeIn(storage);
    place.store(older);
    place.remove();
    await place.store(newer);
    expect(await placeIn(storage).read()).toEqual(newer);
    place.store(older);
    await place.remove();
    expect(await placeIn(storage).read()).toBeUndefined();
  });
});
