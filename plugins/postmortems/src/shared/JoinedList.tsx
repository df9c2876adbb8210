import { Fragment, type ReactNode, useMemo } from 'react';

/** Things in a sentence: `a, b and c`, as the reader's language joins them. */
export function JoinedList(props: {
  items: Array<{ key: string; node: ReactNode }>;
}) {
  const { items } = props;
  const count = items.length;
  const parts = useMemo(
    () =>
      new Intl.ListFormat(undefined, {
        style: 'long',
        type: 'conjunction',
      }).formatToParts(Array.from({ length: count }, (_, index) => `${index}`)),
    [count],
  );
  return (
    <>
      {parts.map((part, place) => {
        if (part.type === 'literal') {
          return <Fragment key={`literal-${place}`}>{part.value}</Fragment>;
        }
        const item = items[Number(part.value)];
        return <Fragment key={item.key}>{item.node}</Fragment>;
      })}
    </>
  );
}
