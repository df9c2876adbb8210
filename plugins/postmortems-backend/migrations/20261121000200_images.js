/**
 * @param {import('knex').Knex} knex
 * @returns {Promise<void>}
 */
exports.up = async function up(knex) {
  await knex.schema.createTable('images', table => {
    table.comment('Images of postmortems; their bytes are in the image store');
    table.string('id', 26).notNullable().primary().comment('ULID');
    table
      .string('postmortem_id', 26)
      .notNullable()
      .references('id')
      .inTable('postmortems')
      .withKeyName('images_postmortem_id_fk')
      .onDelete('CASCADE')
      .comment('The document whose permissions the image is served under');
    table.string('sha256', 64).notNullable().comment('Of the content, hex');
    table
      .string('media_type', 40)
      .notNullable()
      .comment('Recognised from the content');
    table.integer('bytes').notNullable().comment('Size of the content');
    table.integer('width').notNullable().comment('Pixels');
    table.integer('height').notNullable().comment('Pixels');
    table
      .bigInteger('created_at')
      .notNullable()
      .comment('Milliseconds since 1970');
    table.string('created_by', 512).notNullable();
    table.unique(['postmortem_id', 'sha256'], {
      indexName: 'images_postmortem_id_sha256_uq',
    });
  });
  await knex.schema.createTable('image_contents', table => {
    table.comment('Bytes of images, where no other image store is installed');
    table.string('key', 64).notNullable().primary().comment('Id of the image');
    table.binary('content').notNullable().comment('The image as it was sent');
  });
};

/**
 * @param {import('knex').Knex} knex
 * @returns {Promise<void>}
 */
exports.down = async function down(knex) {
  await knex.schema.dropTable('image_contents');
  await knex.schema.dropTable('images');
};
