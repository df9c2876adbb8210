import { mockServices } from '@backstage/backend-test-utils';
import { readDecisionCacheMillis } from './readAccessConfig';
import { ShortCache } from './ShortCache';

describe('what is remembered of permissions', () => {
  afterEach(() => {
    jest.useRealTimers();
  });

  it('is configured, to ten seconds at most', () => {
    const read = (decisionCache?: unknown) =>
      readDecisionCacheMillis(
        mockServices.rootConfig({
          data: { postmortems: { permissions: { decisionCache } } } as never,
        }),
      );
    expect(read()).toBe(0);
    expect(read('10s')).toBe(10_000);
    expect(read({ seconds: 2 })).toBe(2_000);
    expect(() => read('11s')).toThrow(/at most 10 seconds/);
    expect(() => read('soon')).toThrow(/decisionCache/);
  });

  it('is asked for once while it is good, and not at all where nothing may be remembered', async () => {
    jest.useFakeTimers();
    const cache = new ShortCache<number>(1_000);
    let asked = 0;
    const ask = async () => {
      asked += 1;
      return asked;
    };
    await expect(
      Promise.all([cache.get('a', ask), cache.get('a', ask)]),
    ).resolves.toEqual([1, 1]);
    await expect(cache.get('b', ask)).resolves.toBe(2);
    jest.advanceTimersByTime(999);
    await expect(cache.get('a', ask)).resolves.toBe(1);
    jest.advanceTimersByTime(1);
    await expect(cache.get('a', ask)).resolves.toBe(3);

    const fail = async () => {
      throw new Error('no answer');
    };
    await expect(cache.get('c', fail)).rejects.toThrow('no answer');
    await expect(cache.get('c', ask)).resolves.toBe(4);

    const forgetful = new ShortCache<number>(0);
    await forgetful.get('a', ask);
    await expect(forgetful.get('a', ask)).resolves.toBe(6);
  });
});
