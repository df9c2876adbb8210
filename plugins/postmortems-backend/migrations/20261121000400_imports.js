// @ts-check

/** @param {import('knex').Knex} knex */
exports.up = async function up(knex) {
  await knex.schema.createTable('import_records', table => {
    table.comment(
      'What each imported record last said, so that an import tells its own values from what people changed since',
    );
    table.string('provider', 60).notNullable();
    table.string('external_id', 300).notNullable();
    table
      .string('incident_id', 26)
      .notNullable()
      .references('incidents.id')
      .onDelete('CASCADE');
    table.text('imported').notNullable().comment('JSON of the values');
    table.bigInteger('imported_at').notNullable().comment('ms since 1970');
    table.primary(['provider', 'external_id'], 'import_records_pk');
    table.index(['incident_id'], 'import_records_incident_index');
  });
};

/** @param {import('knex').Knex} knex */
exports.down = async function down(knex) {
  await knex.schema.dropTable('import_records');
};
