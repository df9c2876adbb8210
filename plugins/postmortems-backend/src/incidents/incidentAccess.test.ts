import type { QueryPermissionResponse } from '@backstage/plugin-permission-common';
import {
  incidentReadPermission,
  incidentUpdatePermission,
  type Incident,
} from '@hindsight/plugin-postmortems-common';
import {
  createIncidentConditionalDecision,
  incidentConditions,
} from '../alpha';
import {
  allow,
  body,
  catalogConditions,
  deny,
  startBackend,
} from './__testUtils__/incidentsBackend';

jest.setTimeout(60_000);

describe('access to incidents over HTTP', () => {
  it('asks for permissions once a request, and lets each do what they may', async () => {
    const decisions: Record<string, QueryPermissionResponse> = {};
    const { as, permissions, userInfo } = await startBackend({
      decide: name => decisions[name] ?? allow,
    });
    const { body: incident } = await as('ann').post(body);
    const etag = `"${incident.etag}"`;
    const path = `/${incident.id}`;

    permissions.authorizeConditional.mockClear();
    userInfo.getUserInfo.mockClear();
    await as('bo').get().expect(200);
    await as('bo').get('/series').expect(200);
    expect(permissions.authorizeConditional).toHaveBeenCalledTimes(2);
    expect(userInfo.getUserInfo).toHaveBeenCalledTimes(1);

    decisions['postmortems.incident.update'] = deny;
    decisions['postmortems.incident.delete'] = deny;
    decisions['postmortems.incident.create'] = deny;
    const answers = [
      await as('bo').get(path),
      await as('bo').patch(path, etag, { title: 'x' }),
      await as('bo').delete(path),
      await as('bo').post(body),
    ];
    expect(answers.map(({ status }) => status)).toEqual([200, 403, 403, 403]);

    decisions['postmortems.incident.update'] =
      createIncidentConditionalDecision(
        incidentUpdatePermission,
        incidentConditions.isParticipant({ claims: ['user:default/ann'] }),
      );
    await as('ann').patch(path, etag, { title: 'x' }).expect(200);
    decisions['postmortems.incident.read'] = createIncidentConditionalDecision(
      incidentReadPermission,
      incidentConditions.hasSeverity({ severities: ['SEV2'] }),
    );
    decisions['postmortems.incident.update'] = allow;
    decisions['postmortems.incident.delete'] = allow;
    // What one may not read does not exist, whatever else one may do.
    const hidden = [
      await as('bo').get(path),
      await as('bo').patch(path, etag, { title: 'x' }),
      await as('bo').delete(path),
    ];
    expect(hidden.map(({ status }) => status)).toEqual([404, 404, 404]);
    decisions['postmortems.incident.read'] = deny;
    const list = await as('bo').get('?total=true');
    expect(list.body).toEqual({ items: [], totalItems: 0, pageInfo: {} });
    const series = await as('bo').get('/series');
    expect(series.body.totals.incidents).toBe(0);
  });

  it('hides restricted incidents from all but those they concern', async () => {
    const { as } = await startBackend({
      groups: { 'user:default/bo': ['group:default/payments'] },
    });
    const { body: incident } = await as('ann').post({
      ...body,
      visibility: 'restricted',
    });
    const { body: repeat } = await as('ann').post({
      ...body,
      title: 'Again',
      affected: [],
      startedAt: '2025-11-03T14:03:00Z',
      followsFrom: incident.id,
    });
    expect(repeat.followsFrom).toBe(incident.id);
    for (const [name, sees] of [
      ['ann', true],
      ['bo', true],
      ['stranger', false],
      ['service', false],
    ] as const) {
      const reader = as(name);
      const { status } = await reader.get(`/${incident.id}`);
      const { body: list } = await reader.get('?total=true');
      const { body: series } = await reader.get('/series');
      const { body: found } = await reader.get('?text=returned&total=true');
      const { body: second } = await reader.get(`/${repeat.id}`);
      expect([
        name,
        status,
        list.totalItems,
        list.items.length,
        series.totals.incidents,
        found.totalItems,
        second.followsFrom,
      ]).toEqual([
        name,
        ...(sees
          ? [200, 2, 2, 2, 1, incident.id]
          : [404, 1, 1, 1, 0, undefined]),
      ]);
    }
    // A stranger cannot find out by naming it either.
    const guess = await as('stranger').post({
      ...body,
      followsFrom: incident.reference,
    });
    expect(guess.body.error.message).toBe(
      `followsFrom: there is no incident ${incident.reference}`,
    );
  });

  it('needs the right to read all affected entities, but for participants', async () => {
    const decisions: Record<string, QueryPermissionResponse> = {};
    const { as, permissions } = await startBackend({
      decide: name => decisions[name] ?? allow,
    });
    const { body: open } = await as('ann').post({ ...body, affected: [] });
    const { body: secret } = await as('ann').post({
      ...body,
      affected: [
        { entityRef: 'component:checkout' },
        { entityRef: 'component:vault' },
      ],
      roles: [{ role: 'responder', entityRef: 'user:bo' }],
    });
    const sees = async (name: string) => {
      const { body: list } = await as(name).get('?total=true&order=startedAt');
      expect(list.totalItems).toBe(list.items.length);
      return list.items.map(({ id }: { id: string }) => id);
    };
    await expect(sees('stranger')).resolves.toEqual([open.id, secret.id]);

    decisions['catalog.entity.read'] = catalogConditions;
    await expect(sees('stranger')).resolves.toEqual([open.id]);
    await expect(sees('bo')).resolves.toEqual([open.id, secret.id]);
    await as('stranger').get(`/${secret.id}`).expect(404);
    const named = await as('stranger').post({
      ...body,
      affected: [{ entityRef: 'component:vault' }],
    });
    expect(named.status).toBe(400);
    // A participant sees the incident, and no more of the catalog than before.
    const { body: seen } = await as('bo').get(`/${secret.id}`);
    expect(
      seen.affected.map(
        ({ entityRef, snapshot }: Incident['affected'][number]) => [
          entityRef,
          snapshot.owner,
        ],
      ),
    ).toEqual([
      ['component:default/checkout', 'group:default/payments'],
      // This group is not in the catalog: there is nothing to hide.
      ['component:default/vault', 'group:default/security'],
    ]);
    expect(permissions.authorizeConditional).toHaveBeenLastCalledWith(
      [
        {
          permission: expect.objectContaining({
            name: 'postmortems.incident.read',
          }),
        },
        {
          permission: expect.objectContaining({
            name: 'postmortems.postmortem.read',
          }),
        },
        {
          permission: expect.objectContaining({ name: 'catalog.entity.read' }),
        },
      ],
      expect.anything(),
    );

    decisions['catalog.entity.read'] = deny;
    await expect(sees('stranger')).resolves.toEqual([open.id]);
    await expect(sees('bo')).resolves.toEqual([open.id, secret.id]);
  });
});
