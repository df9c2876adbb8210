import { useApi } from '@backstage/core-plugin-api';
import { useTranslationRef } from '@backstage/core-plugin-api/alpha';
import { ButtonLink } from '@backstage/ui';
import { ANNOTATION_SOURCE_ALIASES } from '@hindsight/plugin-postmortems-common';
import {
  RiFilterLine,
  RiHistoryLine,
  RiShieldCheckLine,
} from '@remixicon/react';
import { useCallback } from 'react';
import { postmortemsApiRef } from '../../api';
import { FileButton, StatePanel, useRequest } from '../../shared';
import { postmortemsTranslationRef } from '../../translation';
import { ClearFilters, isFiltered, type ListStateHandle } from '../list';

/** What stands in place of rows: other filters, another period, or how a history begins. */
export function NoIncidents(props: {
  list: ListStateHandle;
  entityRef: string;
}) {
  const { list, entityRef } = props;
  const { t } = useTranslationRef(postmortemsTranslationRef);
  const { state } = list;
  if (isFiltered(state)) {
    return (
      <StatePanel
        icon={<RiFilterLine size={32} />}
        title={t('history.empty.filteredTitle')}
        actions={<ClearFilters update={list.update} />}
      >
        {t('history.empty.filteredText')}
      </StatePanel>
    );
  }
  return <Unfiltered list={list} entityRef={entityRef} />;
}

function Unfiltered(props: { list: ListStateHandle; entityRef: string }) {
  const { list, entityRef } = props;
  const { t } = useTranslationRef(postmortemsTranslationRef);
  const api = useApi(postmortemsApiRef);
  const { relation } = list.state;
  const limited =
    list.state.range !== 'all' ||
    list.state.from !== undefined ||
    list.state.to !== undefined;
  const { value: elsewhere, loading } = useRequest(
    useCallback(
      async signal => {
        if (!limited) {
          return false;
        }
        const any = await api.listIncidents(
          { entityRef: [entityRef], relation, limit: 1 },
          { signal },
        );
        return any.items.length > 0;
      },
      [api, entityRef, relation, limited],
    ),
  );

  if (loading) {
    return null;
  }
  if (elsewhere) {
    return (
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
  return (
    <StatePanel
      icon={<RiShieldCheckLine size={32} />}
      title={t('history.empty.title')}
      actions={<FileButton entityRef={entityRef} variant="secondary" />}
    >
      <p>{t('history.empty.text')}</p>
      <p>
        {t('history.empty.imports', {
          annotation: <code>{ANNOTATION_SOURCE_ALIASES}</code>,
        })}
      </p>
    </StatePanel>
  );
}
