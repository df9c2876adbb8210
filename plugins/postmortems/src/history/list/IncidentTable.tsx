import { useRouteRef } from '@backstage/core-plugin-api';
import { useTranslationRef } from '@backstage/core-plugin-api/alpha';
import {
  Column,
  Row,
  TableBody,
  TableBodySkeleton,
  TableHeader,
  TableRoot,
  VisuallyHidden,
} from '@backstage/ui';
import type { Incident } from '@hindsight/plugin-postmortems-common';
import { useMemo } from 'react';
import { incidentRouteRef } from '../../routes';
import { postmortemsTranslationRef } from '../../translation';
import { IncidentCell, type IncidentColumn } from './IncidentCell';
import styles from './IncidentTable.module.css';

const COLUMNS: readonly IncidentColumn[] = [
  'reference',
  'severity',
  'title',
  'affected',
  'started',
  'duration',
  'postmortem',
];

/** Incidents as rows; on narrow screens each row becomes a card. */
export function IncidentTable(props: {
  incidents: Incident[] | undefined;
  /** Newer rows are on their way. */
  stale: boolean;
  /** Shows which of several entities an incident touched. */
  showAffected: boolean;
}) {
  const { incidents, stale, showAffected } = props;
  const { t } = useTranslationRef(postmortemsTranslationRef);
  const incidentRoute = useRouteRef(incidentRouteRef);
  const columns = useMemo(
    () =>
      COLUMNS.filter(id => showAffected || id !== 'affected').map(id => ({
        id,
        label: t(`history.list.${id}`),
      })),
    [showAffected, t],
  );

  return (
    <div className={styles.table} data-stale={stale}>
      {!incidents && (
        <VisuallyHidden role="status">
          {t('history.list.loading')}
        </VisuallyHidden>
      )}
      <TableRoot
        aria-label={t('history.list.label')}
        stale={stale}
        isPending={!incidents}
      >
        <TableHeader columns={columns}>
          {column => (
            <Column id={column.id} isRowHeader={column.id === 'title'}>
              {column.label}
            </Column>
          )}
        </TableHeader>
        {incidents ? (
          <TableBody items={incidents} dependencies={[columns]}>
            {incident => (
              <Row
                id={incident.id}
                columns={columns}
                href={incidentRoute({ reference: incident.reference })}
              >
                {column => (
                  <IncidentCell incident={incident} column={column.id} />
                )}
              </Row>
            )}
          </TableBody>
        ) : (
          <TableBodySkeleton columns={columns} />
        )}
      </TableRoot>
    </div>
  );
}
