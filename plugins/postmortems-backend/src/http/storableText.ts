import { InputError } from '@backstage/errors';

/** A NUL, or half of a surrogate pair: PostgreSQL refuses the first in text and both in JSON. */
const UNSTORABLE = /\0|\p{Surrogate}/u;

/**
 * Refuses text that JSON can carry and a database cannot keep, wherever it stands in a value.
 *
 * @throws InputError
 */
export function assertStorableText(value: unknown, what: 'body' | 'address') {
  // A list of what is left to look at rather than recursion: JSON nests deeper than the stack.
  const left: unknown[] = [value];
  while (left.length > 0) {
    const item = left.pop();
    if (typeof item === 'string') {
      if (UNSTORABLE.test(item)) {
        throw new InputError(
          `Invalid ${what}: holds a NUL character or half of a surrogate pair, near '${item
            .replace(/\0|\p{Surrogate}/gu, '�')
            .slice(0, 40)}'`,
        );
      }
    } else if (Array.isArray(item)) {
      for (const element of item) {
        left.push(element);
      }
    } else if (typeof item === 'object' && item !== null) {
      for (const [key, element] of Object.entries(item)) {
        left.push(key, element);
      }
    }
  }
}
