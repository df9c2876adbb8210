import type { ReactNode } from 'react';
import { IncidentFilters } from './IncidentFilters';
import styles from './IncidentList.module.css';
import { IncidentTable } from './IncidentTable';
import { ListFailure } from './ListFailure';
import { NO_FILTERS } from './listState';
import { Paging } from './Paging';
import { useIncidents } from './useIncidents';
import type { ListStateHandle } from './useListState';

/** Filters, rows and pages of incidents. */
export function IncidentList(props: {
  list: ListStateHandle;
  showAffected: boolean;
  /** How many incidents there are on all pages, where the page knows; else the list asks. */
  total?: { value: number | undefined };
  /** What to show where there is no row. */
  empty: ReactNode;
}) {
  const { list, showAffected, total, empty } = props;
  const { value, loading, error, retry } = useIncidents(list.state, {
    total: total === undefined,
  });

  let rows: ReactNode;
  if (error) {
    rows = (
      <ListFailure
        error={error}
        retry={retry}
        startOver={() => list.update({ ...NO_FILTERS, cursor: undefined })}
      />
    );
  } else if (value && value.items.length === 0 && !loading) {
    rows = empty;
  } else {
    rows = (
      <IncidentTable
        incidents={value?.items}
        stale={loading && value !== undefined}
        showAffected={showAffected}
      />
    );
  }

  return (
    <section className={styles.list}>
      <IncidentFilters list={list} />
      {rows}
      {value && !error && value.items.length > 0 && (
        <Paging
          list={list}
          shown={value.items.length}
          total={total ? total.value : value.totalItems}
          pageInfo={value.pageInfo}
        />
      )}
    </section>
  );
}
