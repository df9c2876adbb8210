/**
 * @param {import('knex').Knex} knex
 * @returns {Promise<void>}
 */
exports.up = async function up(knex) {
  await knex.schema.createTable('idempotency_keys', table => {
    table.comment('Answers kept so that a repeated POST is done once');
    table
      .string('id', 64)
      .notNullable()
      .primary()
      .comment('SHA-256 of principal, route and the key that the caller chose');
    table
      .string('request_hash', 64)
      .notNullable()
      .comment(
        'SHA-256 of the body: the same key with another body is refused',
      );
    table
      .string('attempt', 64)
      .notNullable()
      .comment(
        'The attempt that holds the key; a later one takes over an expired marker',
      );
    table
      .integer('status')
      .nullable()
      .comment(
        'HTTP status of the answer; null while the request is in progress',
      );
    table
      .text('headers')
      .nullable()
      .comment('Kept headers of the answer, JSON');
    table
      .text('body', 'longtext')
      .nullable()
      .comment('Body of the answer, JSON');
    table
      .bigInteger('expires_at')
      .notNullable()
      .comment(
        'Milliseconds since 1970: until when the answer, or the in-progress marker, counts',
      );
    table.index(['expires_at'], 'idempotency_keys_expires_at_idx');
  });
};

/**
 * @param {import('knex').Knex} knex
 * @returns {Promise<void>}
 */
exports.down = async function down(knex) {
  await knex.schema.dropTable('idempotency_keys');
};
