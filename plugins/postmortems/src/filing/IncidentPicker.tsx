import { useApi, useRouteRef } from '@backstage/core-plugin-api';
import { useTranslationRef } from '@backstage/core-plugin-api/alpha';
import { parseEntityRef } from '@backstage/catalog-model';
import {
  Alert,
  Button,
  Link,
  SearchField,
  Skeleton,
  Text,
} from '@backstage/ui';
import type { Incident } from '@hindsight/plugin-postmortems-common';
import { useCallback, useState } from 'react';
import useDebounce from 'react-use/esm/useDebounce';
import { postmortemsApiRef } from '../api';
import { documentRouteRef } from '../routes';
import { Moment, SeverityBadge, useProblemText, useRequest } from '../shared';
import { postmortemsTranslationRef } from '../translation';
import styles from './Filing.module.css';
import { useEntityNames } from './useEntityNames';

const SEARCH_AFTER_MILLISECONDS = 250;
const SHOWN = 4;
/** What holds others is asked for the incidents of all it holds. */
const WHOLES = ['system', 'domain', 'group'];

/** Finds an incident that is recorded already, so that nobody types it again. */
export function IncidentPicker(props: {
  entityRef?: string;
  picked?: Incident;
  /** What was picked may not be changed. */
  asRecorded: boolean;
  onPick(incident: Incident): void;
  onDescribeAnother(): void;
}) {
  const { entityRef, picked, asRecorded, onPick, onDescribeAnother } = props;
  const { t } = useTranslationRef(postmortemsTranslationRef);
  const problemText = useProblemText();
  const nameOf = useEntityNames(entityRef ? [entityRef] : []);
  const [text, setText] = useState('');
  const [term, setTerm] = useState('');
  useDebounce(() => setTerm(text.trim()), SEARCH_AFTER_MILLISECONDS, [text]);
  const { value, loading, error, retry } = useIncidents(entityRef, term);

  if (picked) {
    return (
      <Alert
        status="info"
        icon
        title={t(
          asRecorded ? 'filing.existing.asRecorded' : 'filing.existing.picked',
          { reference: picked.reference },
        )}
        customActions={
          <Button size="small" variant="secondary" onPress={onDescribeAnother}>
            {t('filing.existing.another')}
          </Button>
        }
      />
    );
  }
  const none = entityRef
    ? t('filing.existing.none', { name: nameOf(entityRef) })
    : t('filing.existing.noneAnywhere');
  // Where nothing waits there is nothing to choose between.
  if (value?.length === 0 && !term) {
    return (
      <Text as="p" color="secondary">
        {none}
      </Text>
    );
  }
  return (
    <section
      className={styles.group}
      aria-labelledby="filing-existing"
      aria-busy={loading}
    >
      <Text as="h4" className={styles.legend} id="filing-existing">
        {t('filing.existing.title')}
      </Text>
      <Text as="p" variant="body-small" color="secondary">
        {t('filing.existing.help')}
      </Text>
      <SearchField
        label={t('filing.existing.search')}
        value={text}
        onChange={setText}
      />
      {error && (
        <Alert
          status="warning"
          icon
          title={problemText(error)}
          customActions={
            <Button size="small" variant="secondary" onPress={retry}>
              {t('filing.actions.retry')}
            </Button>
          }
        />
      )}
      {!value && loading && <Skeleton width="100%" height="88px" />}
      {value?.length === 0 && (
        <Text as="p" color="secondary" role="status">
          {t('filing.existing.noMatch', { text: term })}
        </Text>
      )}
      {value && value.length > 0 && (
        <ul className={styles.incidents} aria-label={t('filing.existing.list')}>
          {value.map(incident => (
            <IncidentRow
              key={incident.id}
              incident={incident}
              onPick={() => onPick(incident)}
            />
          ))}
        </ul>
      )}
    </section>
  );
}

function useIncidents(entityRef: string | undefined, term: string) {
  const api = useApi(postmortemsApiRef);
  const load = useCallback(
    async (signal: AbortSignal) => {
      const { items } = await api.listIncidents(
        {
          entityRef: entityRef ? [entityRef] : undefined,
          relation:
            entityRef && WHOLES.includes(parseEntityRef(entityRef).kind)
              ? 'parts'
              : undefined,
          text: term || undefined,
          // Somebody who searches also wants to hear that it is covered.
          hasPostmortem: term ? undefined : false,
          status: ['open', 'mitigated', 'resolved'],
          order: '-startedAt',
          limit: SHOWN,
        },
        { signal },
      );
      return items;
    },
    [api, entityRef, term],
  );
  return useRequest(load);
}

function IncidentRow(props: { incident: Incident; onPick(): void }) {
  const { incident, onPick } = props;
  const { reference, title, severity, startedAt, postmortem } = incident;
  const { t } = useTranslationRef(postmortemsTranslationRef);
  const documentRoute = useRouteRef(documentRouteRef);
  const facts = (
    <>
      <SeverityBadge severity={severity} />
      <span className={styles.incidentTitle}>
        {reference} · {title}
      </span>
      <Text as="span" variant="body-small" color="secondary">
        <Moment iso={startedAt} />
      </Text>
    </>
  );
  return (
    <li>
      {postmortem ? (
        <div className={styles.incident}>
          {facts}
          <Link href={documentRoute({ reference: postmortem.reference })}>
            {t('filing.existing.covered', { reference: postmortem.reference })}
          </Link>
        </div>
      ) : (
        <button type="button" className={styles.incident} onClick={onPick}>
          {facts}
        </button>
      )}
    </li>
  );
}
