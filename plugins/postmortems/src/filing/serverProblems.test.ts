import { readServerProblems } from './serverProblems';
import { answer } from './__testUtils__/openFiling';

describe('readServerProblems', () => {
  it('finds the field of each problem, and keeps what has none', async () => {
    const error = await answer(
      400,
      'Invalid body: incident.title: must not be empty; incident.affected[0].entityRef: no such thing; see the catalog; incident.links[2].url: must be a web address; incident.impact.customersAffected: too many; incident.visibility: is unknown; and 3 more',
    );
    expect(readServerProblems(error)).toEqual({
      fields: [
        { field: 'title', message: 'must not be empty' },
        { field: 'affected', message: 'no such thing; see the catalog' },
        { field: 'links.2.url', message: 'must be a web address' },
        { field: 'impact.customersAffected', message: 'too many' },
      ],
      rest: ['incident.visibility: is unknown; and 3 more'],
    });
  });

  it('reads problems that name a field without saying what was checked', async () => {
    const error = await answer(400, 'startedAt: must lie in the past');
    expect(readServerProblems(error).fields).toEqual([
      { field: 'times.startedAt', message: 'must lie in the past' },
    ]);
  });

  it('takes no other failure for a wrong field', async () => {
    const error = await answer(409, 'owner: is busy');
    expect(readServerProblems(error)).toEqual({
      fields: [],
      rest: ['owner: is busy'],
    });
  });
});
