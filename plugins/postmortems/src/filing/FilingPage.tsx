import { Progress } from '@backstage/core-components';
import { useApi, useRouteRef } from '@backstage/core-plugin-api';
import { useTranslationRef } from '@backstage/core-plugin-api/alpha';
import { usePermission } from '@backstage/plugin-permission-react';
import { Button, ButtonLink, Container, Text } from '@backstage/ui';
import {
  incidentCreatePermission,
  normalizeEntityRef,
  postmortemCreatePermission,
} from '@hindsight/plugin-postmortems-common';
import { RiFileForbidLine } from '@remixicon/react';
import { DateTime } from 'luxon';
import { useCallback, useMemo, useState } from 'react';
import { useSearchParams } from 'react-router-dom';
import { postmortemsApiRef } from '../api';
import { documentRouteRef } from '../routes';
import { StatePanel, useProblemText, useRequest } from '../shared';
import { postmortemsTranslationRef } from '../translation';
import styles from './Filing.module.css';
import { FilingForm } from './FilingForm';
import { RestoredNote } from './FilingNotes';
import { emptyValues, valuesOfIncident } from './filingValues';
import { settledTimes } from './settledTimes';
import { useEntityNames } from './useEntityNames';
import type { FilingDraft } from './FilingDraftPlace';
import { useFilingDraft } from './useFilingDraft';
import { readerZone } from './ZonePicker';

/**
 * Filing a postmortem: `?entityRef=` presets the service, `?incident=` an incident that is recorded
 * already, `?step=` is where one is.
 */
export function FilingPage() {
  const { t } = useTranslationRef(postmortemsTranslationRef);
  const [search] = useSearchParams();
  const entityRef = normalizeEntityRef(search.get('entityRef') ?? '');
  const reference = search.get('incident') || undefined;
  const nameOf = useEntityNames(entityRef ? [entityRef] : []);
  const file = usePermission({ permission: postmortemCreatePermission });
  const record = usePermission({ permission: incidentCreatePermission });

  let content = <Progress />;
  if (!file.loading && !file.allowed) {
    content = (
      <StatePanel
        icon={<RiFileForbidLine size={32} />}
        title={t('filing.notAllowed.title')}
      >
        {t('filing.notAllowed.description', {
          permission: postmortemCreatePermission.name,
        })}
      </StatePanel>
    );
  } else if (!file.loading && !record.loading) {
    content = (
      <OpenedFiling
        // What is typed for one thing is not what is typed for another.
        key={`${entityRef}|${reference}`}
        entityRef={entityRef}
        reference={reference}
        mayRecord={record.allowed}
      />
    );
  }
  return (
    <Container>
      <div className={styles.page}>
        <header className={styles.header}>
          <Text as="h2" variant="title-medium">
            {t('filing.title')}
          </Text>
          {entityRef && (
            <Text as="p" color="secondary">
              {t('filing.forEntity', { name: nameOf(entityRef) })}
            </Text>
          )}
        </header>
        {content}
      </div>
    </Container>
  );
}

function OpenedFiling(props: {
  entityRef?: string;
  reference?: string;
  mayRecord: boolean;
}) {
  const { entityRef, reference, mayRecord } = props;
  const keep = useFilingDraft([entityRef, reference].filter(Boolean).join(' '));
  const [discarded, setDiscarded] = useState<FilingDraft>();
  const draft = discarded ? undefined : keep.restored;
  const id = draft ? draft.values.incidentId : reference;
  const { incident, loading, failure } = useRecordedIncident(id, keep.loading);
  const initial = useMemo(() => {
    if (draft) {
      const { values, savedAt } = draft;
      return {
        ...values,
        times: settledTimes(values, DateTime.fromISO(savedAt)),
      };
    }
    const options = { entityRef, zone: readerZone() };
    return incident
      ? valuesOfIncident(incident, options)
      : emptyValues(options);
  }, [draft, incident, entityRef]);

  if (keep.loading || loading) {
    return <Progress />;
  }
  if (failure) {
    return failure;
  }
  return (
    <>
      {/* What was discarded is gone for good once something else is typed. */}
      {keep.restored && !(discarded && keep.saved) && (
        <RestoredNote
          savedAt={keep.restored.savedAt}
          discarded={discarded !== undefined}
          onDiscard={() => {
            setDiscarded(keep.latest() ?? keep.restored);
            keep.clear();
          }}
          onUndo={() => {
            if (discarded) {
              keep.restore(discarded);
              setDiscarded(undefined);
            }
          }}
        />
      )}
      <FilingForm
        key={draft ? 'restored' : 'new'}
        entityRef={entityRef}
        incident={incident}
        initial={initial}
        draft={draft}
        keep={keep}
        mayRecord={mayRecord}
      />
    </>
  );
}

/** The incident that is recorded already, or why nothing can be filed for it. */
function useRecordedIncident(id: string | undefined, wait: boolean) {
  const { t } = useTranslationRef(postmortemsTranslationRef);
  const problemText = useProblemText();
  const api = useApi(postmortemsApiRef);
  const documentRoute = useRouteRef(documentRouteRef);
  const [search, setSearch] = useSearchParams();
  const load = useCallback(
    async (signal: AbortSignal) =>
      id && !wait ? api.getIncident(id, { signal }) : undefined,
    [api, id, wait],
  );
  const { value, loading, error, retry } = useRequest(load);
  const incident =
    value && (value.id === id || value.reference === id) ? value : undefined;

  if (id && error) {
    return {
      loading: false,
      failure: (
        <StatePanel
          role="alert"
          title={t('filing.failed.incident', { reference: id })}
          actions={
            <>
              <Button variant="primary" onPress={retry}>
                {t('filing.actions.retry')}
              </Button>
              <Button
                variant="secondary"
                onPress={() => {
                  const without = new URLSearchParams(search);
                  without.delete('incident');
                  setSearch(without);
                }}
              >
                {t('filing.existing.another')}
              </Button>
            </>
          }
        >
          {problemText(error)}
        </StatePanel>
      ),
    };
  }
  if (incident?.postmortem) {
    const { postmortem } = incident;
    return {
      loading: false,
      failure: (
        <StatePanel
          title={t('filing.existing.coveredTitle', {
            reference: incident.reference,
          })}
          actions={
            <ButtonLink
              variant="primary"
              href={documentRoute({ reference: postmortem.reference })}
            >
              {t('filing.failed.open', { reference: postmortem.reference })}
            </ButtonLink>
          }
        >
          {t('filing.existing.coveredHelp', {
            postmortem: postmortem.reference,
          })}
        </StatePanel>
      ),
    };
  }
  return { incident, loading: loading || (id !== undefined && !incident) };
}
