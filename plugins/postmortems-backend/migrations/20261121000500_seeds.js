// @ts-check

/** @param {import('knex').Knex} knex */
exports.up = async function up(knex) {
  await knex.schema.createTable('seeds', table => {
    table.comment('Histories that were written at the start of the backend');
    table.string('id', 200).notNullable().primary();
    table
      .string('running_by', 64)
      .nullable()
      .comment('The process that is at it');
    table
      .bigInteger('running_until')
      .nullable()
      .comment('ms since 1970; another process may take over after it');
    table
      .bigInteger('completed_at')
      .nullable()
      .comment('ms since 1970; null while it is unfinished');
  });
  await knex.schema.createTable('seed_keys', table => {
    table.comment('What a seed has written, by its own names for it');
    table.string('seed_id', 200).notNullable();
    table.string('kind', 16).notNullable().comment('incident or postmortem');
    table.string('key', 300).notNullable();
    table
      .string('record_id', 64)
      .notNullable()
      .comment('Id of the incident or postmortem');
    table.primary(['seed_id', 'kind', 'key'], 'seed_keys_pk');
    table
      .foreign('seed_id', 'seed_keys_seed_fk')
      .references('seeds.id')
      .onDelete('CASCADE');
  });
};

/** @param {import('knex').Knex} knex */
exports.down = async function down(knex) {
  await knex.schema.dropTable('seed_keys');
  await knex.schema.dropTable('seeds');
};
