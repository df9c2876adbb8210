module.exports = {
  root: true,
  // The scripts; every package has a configuration of its own
  overrides: [
    {
      files: ['scripts/**/*.{mjs,cjs}'],
      extends: ['eslint:recommended', 'prettier'],
      env: { node: true, es2022: true },
      parserOptions: { ecmaVersion: 'latest', sourceType: 'module' },
      reportUnusedDisableDirectives: true,
    },
  ],
};
