import { useTranslationRef } from '@backstage/core-plugin-api/alpha';
import { ButtonLink } from '@backstage/ui';
import { ANNOTATION_SOURCE_ALIASES } from '@hindsight/plugin-postmortems-common';
import {
  RiFilterLine,
  RiHistoryLine,
  RiShieldCheckLine,
} from '@remixicon/react';
import { FileButton, StatePanel } from '../../shared';
import { postmortemsTranslationRef } from '../../translation';
import { ClearFilters, isFiltered, type ListStateHandle } from '../list';

/** In place of rows where other filters or another period would show some. */
export function NoMatch(props: { list: ListStateHandle }) {
  const { list } = props;
  const { t } = useTranslationRef(postmortemsTranslationRef);
  return isFiltered(list.state) ? (
    <StatePanel
      icon={<RiFilterLine size={32} />}
      title={t('history.empty.filteredTitle')}
      actions={<ClearFilters update={list.update} />}
    >
      {t('history.empty.filteredText')}
    </StatePanel>
  ) : (
    <StatePanel
      icon={<RiHistoryLine size={32} />}
      title={t('history.empty.rangeTitle')}
      actions={
        <ButtonLink
          variant="secondary"
          href={list.href({ range: 'all', from: undefined, to: undefined })}
        >
          {t('history.empty.rangeAll')}
        </ButtonLink>
      }
    >
      {t('history.empty.rangeText')}
    </StatePanel>
  );
}

/** In place of everything where nothing has ever happened: how a history begins. */
export function NoHistory(props: { entityRef: string; parts: boolean }) {
  const { entityRef, parts } = props;
  const { t } = useTranslationRef(postmortemsTranslationRef);
  return (
    <StatePanel
      icon={<RiShieldCheckLine size={32} />}
      title={t('history.empty.title')}
      actions={<FileButton entityRef={entityRef} variant="secondary" />}
    >
      <p>{parts ? t('history.empty.textParts') : t('history.empty.text')}</p>
      <p>
        {t('history.empty.imports', {
          annotation: <code>{ANNOTATION_SOURCE_ALIASES}</code>,
        })}
      </p>
    </StatePanel>
  );
}
