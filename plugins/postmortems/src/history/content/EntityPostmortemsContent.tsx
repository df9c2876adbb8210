import { stringifyEntityRef, type Entity } from '@backstage/catalog-model';
import { useEntity } from '@backstage/plugin-catalog-react';
import { useMemo } from 'react';
import { FileButton } from '../../shared';
import { hasParts } from '../availability';
import { IncidentList, useListState, useSeries } from '../list';
import { NoIncidents } from './NoIncidents';
import styles from './EntityPostmortemsContent.module.css';

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

  return (
    <div className={styles.page}>
      <div className={styles.head}>
        <span />
        <FileButton entityRef={entityRef} />
      </div>
      <IncidentList
        list={list}
        showAffected={parts}
        total={{ value: series.value?.totals.incidents }}
        empty={<NoIncidents list={list} entityRef={entityRef} />}
      />
    </div>
  );
}
