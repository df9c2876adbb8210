// @ts-check

const REF_LENGTH = 512;
const ID_LENGTH = 26;

/** @param {import('knex').Knex} knex */
function isPostgres(knex) {
  return knex.client.config.client.includes('pg');
}

/** @param {import('knex').Knex} knex */
async function createPostmortems(knex) {
  await knex.schema.createTable('postmortems', table => {
    table.comment('Postmortems. Times are milliseconds since 1970 in UTC');
    table.string('id', ID_LENGTH).notNullable().primary().comment('ULID');
    table
      .integer('number')
      .notNullable()
      .comment('n of the reference PM-n, from reference_counters');
    table.string('status', 16).notNullable();
    table
      .string('owner_ref', REF_LENGTH)
      .nullable()
      .comment('The person or team that sees it through');
    table.string('template', 60).notNullable();
    table
      .text('reviewers')
      .notNullable()
      .comment('JSON list with the reasons; resolved again while a draft');
    table.integer('approvals').notNullable().comment('Distinct ones needed');
    table.bigInteger('published_at').nullable().comment('The first time');
    table.integer('revision').notNullable().comment('From 1');
    table.bigInteger('created_at').notNullable();
    table.bigInteger('updated_at').notNullable();
    table.string('created_by', REF_LENGTH).notNullable();
    table
      .string('etag', ID_LENGTH)
      .notNullable()
      .comment(
        'Another one after each write of the head; sections have theirs',
      );

    table.unique(['number'], { indexName: 'postmortems_number_unique' });
    table.index(['created_at', 'id'], 'postmortems_created_at_index');
    table.index(['status', 'created_at', 'id'], 'postmortems_status_index');
    table.index(['owner_ref', 'created_at', 'id'], 'postmortems_owner_index');
  });
}

/** @param {import('knex').Knex} knex */
async function createParts(knex) {
  await knex.schema.createTable('postmortem_incidents', table => {
    table.comment('The incidents that a postmortem covers');
    table
      .string('incident_id', ID_LENGTH)
      .notNullable()
      .primary()
      .references('incidents.id')
      .comment('Covered by one postmortem at most; kept while it is');
    table
      .string('postmortem_id', ID_LENGTH)
      .notNullable()
      .references('postmortems.id')
      .onDelete('CASCADE');
    table
      .boolean('main')
      .notNullable()
      .comment('The incident that gives the document its title');
    table.index(['postmortem_id'], 'postmortem_incidents_postmortem_index');
  });
  await knex.raw(
    'create unique index postmortem_incidents_main_unique on postmortem_incidents (postmortem_id) where main',
  );
  // Every list leaves out documents with a restricted incident; those are few.
  await knex.raw(
    "create index incidents_restricted_index on incidents (id) where visibility <> 'internal'",
  );
  await knex.schema.createTable('postmortem_sections', table => {
    table.comment('Texts of postmortems, copied from the template when filed');
    table
      .increments('id', { primaryKey: true })
      .comment('Names the row in the text index');
    table
      .string('postmortem_id', ID_LENGTH)
      .notNullable()
      .references('postmortems.id')
      .onDelete('CASCADE');
    table.string('key', 60).notNullable();
    table.integer('position').notNullable().comment('From 0');
    table.text('title').notNullable();
    table.text('help').notNullable();
    table.boolean('required').notNullable();
    table.text('markdown', 'longtext').notNullable();
    table.string('etag', ID_LENGTH).notNullable();
    table.bigInteger('updated_at').notNullable();
    table
      .string('updated_by', REF_LENGTH)
      .nullable()
      .comment('Null while nobody has written anything');
    table
      .text('search_words', 'longtext')
      .notNullable()
      .comment('Words of the text in normal form');
    table.unique(['postmortem_id', 'key'], {
      indexName: 'postmortem_sections_key_unique',
    });
  });
}

/** @param {import('knex').Knex} knex */
async function createSearch(knex) {
  if (isPostgres(knex)) {
    await knex.raw(
      "alter table postmortem_sections add column search tsvector generated always as (array_to_tsvector(string_to_array(search_words, ' '))) stored",
    );
    await knex.raw(
      'create index postmortem_sections_search_index on postmortem_sections using gin (search)',
    );
    await knex.raw(
      "comment on column postmortem_sections.search is 'The words of search_words'",
    );
  } else {
    await knex.raw(
      "create virtual table postmortem_section_search using fts5(words, tokenize = 'ascii', prefix = '2 3')",
    );
  }
}

/** @param {import('knex').Knex} knex */
exports.up = async function up(knex) {
  await createPostmortems(knex);
  await createParts(knex);
  await createSearch(knex);
};

/** @param {import('knex').Knex} knex */
exports.down = async function down(knex) {
  if (!isPostgres(knex)) {
    await knex.schema.dropTable('postmortem_section_search');
  }
  await knex.raw('drop index incidents_restricted_index');
  await knex.schema.dropTable('postmortem_sections');
  await knex.schema.dropTable('postmortem_incidents');
  await knex.schema.dropTable('postmortems');
};
