import { resolvePackagePath } from '@backstage/backend-plugin-api';
import { TestDatabases } from '@backstage/backend-test-utils';
import type { Knex } from 'knex';
import { insertTestIncidents } from './__testUtils__/incidents';

jest.setTimeout(60_000);

const directory = resolvePackagePath(
  '@hindsight/plugin-postmortems-backend',
  'migrations',
);

const databases = TestDatabases.create({ ids: ['SQLITE_3', 'POSTGRES_18'] });

const at = 1762178520000;

const postmortem = {
  id: 'p1',
  number: 1,
  status: 'draft',
  template: 'standard',
  reviewers: '[]',
  approvals: 1,
  revision: 1,
  created_at: at,
  updated_at: at,
  created_by: 'user:default/ann',
  etag: 'e1',
};

async function up(knex: Knex, name: string) {
  await knex.migrate.up({ directory, name: `${name}.js` });
}

async function down(knex: Knex, name: string) {
  await knex.migrate.down({ directory, name: `${name}.js` });
}

async function fill(knex: Knex) {
  await knex('postmortems').insert(postmortem);
  await knex('postmortem_incidents').insert({
    incident_id: 'i1',
    postmortem_id: 'p1',
    main: true,
  });
  await knex('postmortem_sections').insert({
    postmortem_id: 'p1',
    key: 'summary',
    position: 0,
    title: 'Summary',
    help: '',
    required: true,
    markdown: 'Text',
    etag: 'e1',
    updated_at: at,
    search_words: 'text',
  });
  await knex('images').insert({
    id: 'm1',
    postmortem_id: 'p1',
    sha256: 'hash',
    media_type: 'image/png',
    bytes: 3,
    width: 1,
    height: 1,
    created_at: at,
    created_by: 'user:default/ann',
  });
  await knex('image_contents').insert({
    key: 'm1',
    content: Buffer.from('png'),
  });
  await knex('idempotency_keys').insert({
    id: 'k1',
    request_hash: 'h',
    attempt: 'a',
    expires_at: at,
  });
}

describe.each(databases.eachSupportedId())('migrations on %s', databaseId => {
  it('create the tables of postmortems, images and keys, with data, and take them away', async () => {
    const knex = await databases.init(databaseId);
    const names = [
      '20261121000100_postmortems',
      '20261121000200_images',
      '20261121000300_idempotency',
    ];
    await up(knex, '20261121000000_incidents');
    await insertTestIncidents(knex, [
      { id: 'i1', number: 1 },
      { id: 'i2', number: 2 },
    ]);
    for (const name of names) {
      await up(knex, name);
    }
    await fill(knex);

    // What the rules of the records rest on.
    await expect(
      knex('postmortem_incidents').insert({
        incident_id: 'i2',
        postmortem_id: 'p1',
        main: true,
      }),
    ).rejects.toThrow(/unique/i);
    await expect(knex('incidents').where('id', 'i1').delete()).rejects.toThrow(
      /foreign key/i,
    );
    await knex('postmortem_incidents').insert({
      incident_id: 'i2',
      postmortem_id: 'p1',
      main: false,
    });
    await knex('postmortems').where('id', 'p1').delete();
    for (const table of [
      'postmortem_incidents',
      'postmortem_sections',
      'images',
    ]) {
      await expect(knex(table).select()).resolves.toEqual([]);
    }

    await knex('image_contents').delete();
    await knex('idempotency_keys').delete();
    await fill(knex);
    for (const name of [...names].reverse()) {
      await down(knex, name);
    }
    await expect(knex('incidents').pluck('id')).resolves.toHaveLength(2);
    for (const name of names) {
      await up(knex, name);
    }
    await expect(knex('postmortems').select()).resolves.toEqual([]);
    await fill(knex);
    await knex.destroy();
  });
});
