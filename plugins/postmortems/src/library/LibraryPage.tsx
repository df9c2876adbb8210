import { useTranslationRef } from '@backstage/core-plugin-api/alpha';
import { EntityDisplayName } from '@backstage/plugin-catalog-react';
import { Button, Container, Header, Text } from '@backstage/ui';
import { RiCloseLine, RiFilterLine, RiShieldCheckLine } from '@remixicon/react';
import { useMemo } from 'react';
import {
  ClearFilters,
  DEFAULT_LIST_STATE,
  IncidentList,
  isFiltered,
  useListState,
} from '../history';
import { FileButton, StatePanel } from '../shared';
import { postmortemsTranslationRef } from '../translation';
import styles from './LibraryPage.module.css';

/** Every incident and postmortem of the organisation that the reader may see. */
export function LibraryPage() {
  const { t } = useTranslationRef(postmortemsTranslationRef);
  const defaults = useMemo(
    () => ({ ...DEFAULT_LIST_STATE, range: 'all' as const }),
    [],
  );
  const list = useListState(undefined, defaults);
  const { entityRef } = list.state;

  return (
    <>
      <Header
        title={t('library.title')}
        description={t('library.description')}
        customActions={<FileButton entityRef={entityRef} />}
      />
      <Container>
        {entityRef && (
          <div className={styles.entity}>
            <Text color="secondary">{t('library.entity')}</Text>
            <EntityDisplayName entityRef={entityRef} />
            <Button
              size="small"
              variant="tertiary"
              iconStart={<RiCloseLine size={16} />}
              onPress={() => list.update({ entityRef: undefined })}
            >
              {t('library.entityClear')}
            </Button>
          </div>
        )}
        <IncidentList
          list={list}
          showAffected
          empty={
            isFiltered(list.state) || entityRef ? (
              <StatePanel
                icon={<RiFilterLine size={32} />}
                title={t('history.empty.filteredTitle')}
                actions={<ClearFilters update={list.update} />}
              >
                {t('history.empty.filteredText')}
              </StatePanel>
            ) : (
              <StatePanel
                icon={<RiShieldCheckLine size={32} />}
                title={t('library.empty.title')}
                actions={<FileButton variant="secondary" />}
              >
                {t('library.empty.text')}
              </StatePanel>
            )
          }
        />
      </Container>
    </>
  );
}
