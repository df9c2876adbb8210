import { readFileSync, writeFileSync } from 'fs';
import { resolve } from 'path';
import { createOpenApiDocument } from './document';

const FILE = resolve(__dirname, '../../openapi.json');

describe('createOpenApiDocument', () => {
  it('is what is checked in', () => {
    const text = `${JSON.stringify(createOpenApiDocument(), undefined, 2)}\n`;
    if (process.env.UPDATE_OPENAPI) {
      writeFileSync(FILE, text);
    }
    // Out of date? Run `yarn openapi` in this package and read what changed for callers.
    expect(readFileSync(FILE, 'utf8')).toBe(text);
  });
});
