module.exports = require('@backstage/cli/config/eslint-factory')(__dirname, {
  rules: {
    // Supertest's requests assert, too, and so do the tables of refusals
    'jest/expect-expect': [
      'warn',
      {
        assertFunctionNames: [
          'expect',
          'expect*',
          '**.expect',
          'request.**.expect',
        ],
      },
    ],
  },
});
