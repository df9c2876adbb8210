import { useTranslationRef } from '@backstage/core-plugin-api/alpha';
import { Text } from '@backstage/ui';
import type { Incident } from '@hindsight/plugin-postmortems-common';
import { formatDuration, secondsBetween } from '../../shared';
import { postmortemsTranslationRef } from '../../translation';

/** From start to resolution, or for how long it has been going on. */
export function DurationText(props: { incident: Incident }) {
  const { incident } = props;
  const { t } = useTranslationRef(postmortemsTranslationRef);
  const seconds = secondsBetween(incident.startedAt, incident.resolvedAt);
  const disordered = incident.flags.some(
    flag => flag.code === 'TIMES_OUT_OF_ORDER',
  );
  if (seconds !== undefined && seconds >= 0 && !disordered) {
    return <>{formatDuration(seconds)}</>;
  }
  const since = secondsBetween(incident.startedAt, new Date().toISOString());
  if (incident.status === 'open' && since !== undefined && since >= 0) {
    return (
      <Text weight="bold">
        {t('history.list.ongoingFor', { duration: formatDuration(since) })}
      </Text>
    );
  }
  return <Text color="secondary">{t('history.list.noDuration')}</Text>;
}
