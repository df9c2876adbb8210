import { parseEntityRef } from '@backstage/catalog-model';
import type { Hierarchy } from '../hierarchy';

function kindWord(kind: string): string {
  return kind === 'api' ? 'API' : kind.toLocaleLowerCase('en-US');
}

/** How an entity reads in a sentence, such as `domain Payments`. */
export function nameOf(ref: string, hierarchy: Hierarchy): string {
  const node = hierarchy.get(ref);
  if (node) {
    return `${kindWord(node.kind)} ${node.title}`;
  }
  const { kind, name } = parseEntityRef(ref);
  return `${kindWord(kind)} ${name}`;
}

/** `1st`, `2nd`, `3rd`, `11th`. */
export function ordinal(count: number): string {
  const suffixes = { one: 'st', two: 'nd', few: 'rd', other: 'th' } as const;
  const rule = new Intl.PluralRules('en', { type: 'ordinal' }).select(count);
  return `${count}${
    rule === 'one' || rule === 'two' || rule === 'few'
      ? suffixes[rule]
      : suffixes.other
  }`;
}

/** `a`, `a and b`, `a, b and c`. */
export function enumerate(parts: readonly string[]): string {
  return new Intl.ListFormat('en-GB', { type: 'conjunction' }).format(parts);
}
