import { useTranslationRef } from '@backstage/core-plugin-api/alpha';
import { ButtonIcon, Select, Text } from '@backstage/ui';
import { RiArrowLeftSLine, RiArrowRightSLine } from '@remixicon/react';
import { postmortemsTranslationRef } from '../../translation';
import { PAGE_SIZES } from './listState';
import styles from './Paging.module.css';
import type { ListStateHandle } from './useListState';

/** How many rows are shown of how many, and the way to the others. */
export function Paging(props: {
  list: ListStateHandle;
  shown: number;
  total: number | undefined;
  pageInfo: { nextCursor?: string; prevCursor?: string };
}) {
  const { list, shown, total, pageInfo } = props;
  const { state, update } = list;
  const { t } = useTranslationRef(postmortemsTranslationRef);
  const sizes = [...new Set([...PAGE_SIZES, state.limit])].sort(
    (a, b) => a - b,
  );

  return (
    <nav className={styles.paging} aria-label={t('history.paging.label')}>
      <Text variant="body-small" color="secondary" aria-live="polite">
        {total === undefined
          ? t('history.paging.shownOnly', { count: shown })
          : t('history.paging.shown', { count: shown, total: `${total}` })}
      </Text>
      <Select
        className={styles.size}
        aria-label={t('history.paging.size')}
        value={`${state.limit}`}
        onChange={key => update({ limit: Number(key) })}
        options={sizes.map(size => ({
          id: `${size}`,
          label: `${t('history.paging.size')}: ${size}`,
        }))}
      />
      <ButtonIcon
        variant="secondary"
        aria-label={t('history.paging.previous')}
        icon={<RiArrowLeftSLine />}
        isDisabled={!pageInfo.prevCursor}
        onPress={() => update({ cursor: pageInfo.prevCursor })}
      />
      <ButtonIcon
        variant="secondary"
        aria-label={t('history.paging.next')}
        icon={<RiArrowRightSLine />}
        isDisabled={!pageInfo.nextCursor}
        onPress={() => update({ cursor: pageInfo.nextCursor })}
      />
    </nav>
  );
}
