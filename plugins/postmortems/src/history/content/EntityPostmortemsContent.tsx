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
import { NoIncidents } from './NoIncidents';
import { ScopeSwitch } from './ScopeSwitch';

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

  return (
    <div className={styles.page}>
      <div className={styles.head}>
        <PolicyLine request={policy} />
        <FileButton entityRef={entityRef} />
      </div>
      {parts && <ScopeSwitch list={list} />}
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
        empty={<NoIncidents list={list} entityRef={entityRef} />}
      />
    </div>
  );
}
