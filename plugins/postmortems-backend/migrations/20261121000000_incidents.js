// @ts-check

const REF_LENGTH = 512;
const ID_LENGTH = 26;

/** @param {import('knex').Knex} knex */
function isPostgres(knex) {
  return knex.client.config.client.includes('pg');
}

/** @param {import('knex').Knex} knex */
async function createIncidents(knex) {
  await knex.schema.createTable('incidents', table => {
    table.comment('Incidents. Times are milliseconds since 1970 in UTC');
    table.string('id', ID_LENGTH).notNullable().primary().comment('ULID');
    table
      .integer('number')
      .notNullable()
      .comment('n of the reference INC-n, from reference_counters');
    table.text('title').notNullable();
    table.text('summary').notNullable();
    table
      .string('severity', 40)
      .nullable()
      .comment('Name on the configured scale; null is undetermined');
    table
      .bigInteger('severity_weight')
      .notNullable()
      .comment(
        'Place on the configured scale, higher is worse, 0 is none or no longer on it; brought up to date at each start',
      );
    table.string('status', 16).notNullable();
    table.string('kind', 16).notNullable();
    table.bigInteger('started_at').notNullable();
    table.bigInteger('detected_at').nullable();
    table.bigInteger('acknowledged_at').nullable();
    table.bigInteger('mitigated_at').nullable();
    table.bigInteger('resolved_at').nullable();
    table
      .boolean('times_flagged')
      .notNullable()
      .comment('The times are out of order and stay out of figures');
    table
      .bigInteger('duration_ms')
      .nullable()
      .comment(
        'Start to resolution; null while open or where times are flagged',
      );
    table
      .bigInteger('mitigation_ms')
      .nullable()
      .comment('Start to mitigation; null where unknown or times are flagged');
    table.text('detection').nullable().comment('JSON');
    table.text('impact').nullable().comment('JSON');
    table.text('links').notNullable().comment('JSON list');
    table.text('flags').notNullable().comment('JSON list');
    table
      .string('source_provider', 60)
      .nullable()
      .comment('The tool that it comes from');
    table.string('source_external_id', 300).nullable();
    table.text('source_url').nullable();
    table
      .string('duplicate_of', ID_LENGTH)
      .nullable()
      .comment('Incident that this one is another record of');
    table
      .string('follows_from', ID_LENGTH)
      .nullable()
      .comment('Earlier incident that this one repeats');
    table.string('visibility', 16).notNullable();
    table
      .boolean('decision_required')
      .notNullable()
      .comment('A postmortem is required');
    table.string('decision_reason', 40).notNullable();
    table.text('decision_because').notNullable();
    table.bigInteger('decision_due_at').nullable();
    table.bigInteger('decision_decided_at').notNullable();
    table
      .string('decision_decided_by', REF_LENGTH)
      .nullable()
      .comment('Set where a person decided');
    table
      .boolean('decision_fixed')
      .notNullable()
      .comment('Resolved: a later policy changes nothing');
    table
      .boolean('decision_exempt')
      .notNullable()
      .comment('The policy is never asked, as for imports');
    table.text('decision_sources').notNullable().comment('JSON list');
    table.bigInteger('created_at').notNullable();
    table.bigInteger('updated_at').notNullable();
    table.string('created_by', REF_LENGTH).notNullable();
    table
      .string('etag', ID_LENGTH)
      .notNullable()
      .comment('Another one after each write');
    table
      .text('search_words')
      .notNullable()
      .comment('Words of reference, title and summary in normal form');

    table.unique(['number'], { indexName: 'incidents_number_unique' });
    table.unique(['source_provider', 'source_external_id'], {
      indexName: 'incidents_source_unique',
    });
    table
      .foreign('duplicate_of', 'incidents_duplicate_of_fk')
      .references('incidents.id')
      .onDelete('SET NULL');
    table
      .foreign('follows_from', 'incidents_follows_from_fk')
      .references('incidents.id')
      .onDelete('SET NULL');
    table.index(['started_at', 'id'], 'incidents_started_at_index');
    table.index(
      ['severity_weight', 'started_at', 'id'],
      'incidents_severity_index',
    );
    table.index(
      ['severity', 'started_at', 'id'],
      'incidents_severity_name_index',
    );
    table.index(['status', 'started_at', 'id'], 'incidents_status_index');
    table.index(['kind', 'started_at', 'id'], 'incidents_kind_index');
    table.index(['duplicate_of'], 'incidents_duplicate_of_index');
    table.index(['follows_from'], 'incidents_follows_from_index');
  });
  // Incidents without a duration or a due date come last; an index on a nullable column orders
  // them differently on the two engines.
  await knex.raw(
    'create index incidents_duration_index on incidents ((coalesce(duration_ms, -1)), id)',
  );
  await knex.raw(
    'create index incidents_due_at_index on incidents ((coalesce(decision_due_at, 9007199254740991)), id)',
  );
  await knex.raw(
    'create index incidents_required_index on incidents (decision_due_at, id) where decision_required',
  );
}

/** @param {import('knex').Knex} knex */
async function createParts(knex) {
  await knex.schema.createTable('incident_affected', table => {
    table.comment(
      'Entities that an incident touched, with where they belonged when it was recorded',
    );
    table
      .string('incident_id', ID_LENGTH)
      .notNullable()
      .references('incidents.id')
      .onDelete('CASCADE');
    table.string('entity_ref', REF_LENGTH).notNullable();
    table.string('role', 16).notNullable().comment('affected or cause');
    table.integer('position').notNullable().comment('Order of entry, from 0');
    table.bigInteger('impact_started_at').nullable();
    table.bigInteger('impact_ended_at').nullable();
    table.string('owner_ref', REF_LENGTH).nullable();
    table.string('system_ref', REF_LENGTH).nullable();
    table.string('domain_ref', REF_LENGTH).nullable();
    table.bigInteger('snapshot_at').notNullable();
    table.primary(
      ['incident_id', 'entity_ref', 'role'],
      'incident_affected_pk',
    );
    table.index(
      ['entity_ref', 'incident_id'],
      'incident_affected_entity_index',
    );
    table.index(['owner_ref', 'incident_id'], 'incident_affected_owner_index');
  });
  await knex.schema.createTable('incident_scopes', table => {
    table.comment(
      'Each affected entity and all above it when it was recorded: owners and their parent groups, system, domain and its parents',
    );
    table
      .string('incident_id', ID_LENGTH)
      .notNullable()
      .references('incidents.id')
      .onDelete('CASCADE');
    table
      .string('entity_ref', REF_LENGTH)
      .notNullable()
      .comment('The affected entity');
    table
      .string('ref', REF_LENGTH)
      .notNullable()
      .comment('The entity itself, or something above it');
    table.primary(['incident_id', 'entity_ref', 'ref'], 'incident_scopes_pk');
    table.index(['ref', 'incident_id'], 'incident_scopes_ref_index');
  });
  await knex.schema.createTable('incident_roles', table => {
    table.comment('Who held which role during an incident');
    table
      .string('incident_id', ID_LENGTH)
      .notNullable()
      .references('incidents.id')
      .onDelete('CASCADE');
    table.integer('position').notNullable().comment('Order of entry, from 0');
    table.string('role', 60).notNullable();
    table.string('entity_ref', REF_LENGTH).notNullable();
    table.primary(['incident_id', 'position'], 'incident_roles_pk');
  });
  await knex.schema.createTable('incident_participants', table => {
    table.comment('Who took part in an incident or its postmortem, and how');
    table
      .string('incident_id', ID_LENGTH)
      .notNullable()
      .references('incidents.id')
      .onDelete('CASCADE');
    table.string('entity_ref', REF_LENGTH).notNullable();
    table
      .string('reason', 40)
      .notNullable()
      .comment('creator, role, and what the postmortem adds, such as reviewer');
    table.primary(
      ['incident_id', 'entity_ref', 'reason'],
      'incident_participants_pk',
    );
    table.index(
      ['entity_ref', 'incident_id'],
      'incident_participants_entity_index',
    );
  });
}

/** @param {import('knex').Knex} knex */
async function createSearch(knex) {
  // Words come in normal form from the application, so that both engines find the same: the text
  // search parser of PostgreSQL would split and join them in its own way. SQLite's `ascii` splits
  // at spaces alone and leaves other scripts whole.
  if (isPostgres(knex)) {
    await knex.raw(
      "alter table incidents add column search tsvector generated always as (array_to_tsvector(string_to_array(search_words, ' '))) stored",
    );
    await knex.raw(
      'create index incidents_search_index on incidents using gin (search)',
    );
    await knex.raw(
      "comment on column incidents.search is 'The words of search_words'",
    );
  } else {
    await knex.raw(
      "create virtual table incident_search using fts5(words, tokenize = 'ascii', prefix = '2 3')",
    );
  }
}

/** @param {import('knex').Knex} knex */
async function createVisibility(knex) {
  await knex.schema.createTable('known_entities', table => {
    table.comment(
      'Every entity that an incident names, numbered as they appeared, for resolving which of them a reader may see',
    );
    table.increments('id').comment('Tells which are new since a resolution');
    table.string('ref', REF_LENGTH).notNullable();
    table.unique(['ref'], { indexName: 'known_entities_ref_unique' });
  });
  await knex.schema.createTable('visible_scopes', table => {
    table.comment(
      'Resolutions of a catalog permission: one for each distinct set of conditions, kept for a minute',
    );
    table
      .string('scope', 64)
      .notNullable()
      .primary()
      .comment('Hash of the conditions and their time');
    table
      .string('conditions', 64)
      .notNullable()
      .comment('Hash of the conditions');
    table
      .integer('known_up_to')
      .notNullable()
      .comment('Highest known_entities.id that was resolved');
    table.bigInteger('expires_at').notNullable();
    table.index(
      ['conditions', 'expires_at'],
      'visible_scopes_conditions_index',
    );
    table.index(['expires_at'], 'visible_scopes_expires_at_index');
  });
  await knex.schema.createTable('visible_refs', table => {
    table.comment(
      'Entities that are visible under a resolution, or gone from the catalog. What is absent is hidden',
    );
    table
      .string('scope', 64)
      .notNullable()
      .references('visible_scopes.scope')
      .onDelete('CASCADE');
    table.string('ref', REF_LENGTH).notNullable();
    table.primary(['scope', 'ref'], 'visible_refs_pk');
  });
}

/** @param {import('knex').Knex} knex */
exports.up = async function up(knex) {
  await knex.schema.createTable('reference_counters', table => {
    table.comment('The last number given to each kind of reference');
    table
      .string('name', 40)
      .notNullable()
      .primary()
      .comment('incident, postmortem');
    table.integer('value').notNullable();
  });
  await knex('reference_counters').insert([
    { name: 'incident', value: 0 },
    { name: 'postmortem', value: 0 },
  ]);
  await createIncidents(knex);
  await createParts(knex);
  await createSearch(knex);
  await createVisibility(knex);
};

/** @param {import('knex').Knex} knex */
exports.down = async function down(knex) {
  await knex.schema.dropTable('visible_refs');
  await knex.schema.dropTable('visible_scopes');
  await knex.schema.dropTable('known_entities');
  if (!isPostgres(knex)) {
    await knex.schema.dropTable('incident_search');
  }
  await knex.schema.dropTable('incident_participants');
  await knex.schema.dropTable('incident_roles');
  await knex.schema.dropTable('incident_scopes');
  await knex.schema.dropTable('incident_affected');
  await knex.schema.dropTable('incidents');
  await knex.schema.dropTable('reference_counters');
};
