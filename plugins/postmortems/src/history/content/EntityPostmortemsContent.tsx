import { stringifyEntityRef, type Entity } from '@backstage/catalog-model';
import { useEntity } from '@backstage/plugin-catalog-react';
import { useMemo } from 'react';
import { FileButton } from '../../shared';
import { hasParts } from '../availability';
import { HistoryPanel } from '../chart';
import { IncidentList, useListState, useSeries } from '../list';
import { PolicyLine, usePolicy } from '../policy';
import styles from './EntityPostmortemsContent.module.css';
import { Figures } from './Figures';
import { NoHistory, NoMatch } from './NoIncidents';
import { ScopeSwitch } from './ScopeSwitch';
import { useAnyIncident } from './useAnyIncident';

/** The Postmortems tab of an entity's page. */
export function EntityPostmortemsContent() {
  const { entity } = useEntity();
  // Another entity starts afresh: its page must never show this one's rows.
  return <History key={stringifyEntityRef(entity)} entity={entity} />;
}

function History(props: { entity: Entity }) {
  const { entity } = props;
  const entityRef = stringifyEntityRef(entity);
  const parts = hasParts(entity);
  const fixed = useMemo(
    () => (parts ? { entityRef } : { entityRef, relation: 'self' as const }),
    [entityRef, parts],
  );
  const list = useListState(fixed);
  const series = useSeries(list.state);
  const policy = usePolicy(entityRef);

  const any = useAnyIncident(list.state, series.value?.totals.incidents);

  return (
    <div className={styles.page}>
      <PolicyLine
        request={policy}
        action={<FileButton entityRef={entityRef} />}
      />
      {parts && <ScopeSwitch list={list} />}
      {any === false ? (
        <NoHistory
          entityRef={entityRef}
          parts={parts && list.state.relation === 'parts'}
        />
      ) : (
        <>
          <HistoryPanel list={list} request={series} />
          <Figures
            list={list}
            totals={series.value?.totals}
            stale={series.loading}
          />
          <IncidentList
            list={list}
            showAffected={parts}
            total={{ value: series.value?.totals.incidents }}
            empty={<NoMatch list={list} />}
          />
        </>
      )}
    </div>
  );
}
