import { useTranslationRef } from '@backstage/core-plugin-api/alpha';
import type { Incident } from '@hindsight/plugin-postmortems-common';
import { formatDuration, secondsBetween } from '../shared';
import { postmortemsTranslationRef } from '../translation';
import styles from './PhaseBar.module.css';

type Phase = 'undetected' | 'detected' | 'responding' | 'mitigated' | 'wentOn';

interface PhaseLength {
  phase: Phase;
  seconds: number;
}

/**
 * The phases of an incident whose two ends are known: undetected until detection, detected until
 * acknowledgement, responding until mitigation, mitigated until resolution. Where a time between
 * is missing, the phase that was known to have begun lasts until the next time that is known, and
 * before any has begun the incident just went on.
 */
export function phasesOf(
  incident: Pick<
    Incident,
    | 'startedAt'
    | 'detectedAt'
    | 'acknowledgedAt'
    | 'mitigatedAt'
    | 'resolvedAt'
    | 'flags'
  >,
): PhaseLength[] {
  if (incident.flags.some(flag => flag.code === 'TIMES_OUT_OF_ORDER')) {
    return [];
  }
  const ends: Array<[end: string | undefined, next: Phase | undefined]> = [
    [incident.detectedAt, 'detected'],
    [incident.acknowledgedAt, 'responding'],
    [incident.mitigatedAt, 'mitigated'],
    [incident.resolvedAt, undefined],
  ];
  const phases: PhaseLength[] = [];
  let from = incident.startedAt;
  let phase: Phase | undefined = incident.detectedAt ? 'undetected' : 'wentOn';
  for (const [end, next] of ends) {
    const seconds = secondsBetween(from, end);
    if (phase && end && seconds !== undefined && seconds >= 0) {
      // Nobody is known to have acknowledged, but somebody mitigated.
      const isResponse =
        phase === 'detected' && end !== incident.acknowledgedAt;
      phases.push({ phase: isResponse ? 'responding' : phase, seconds });
      from = end;
      phase = next;
    }
  }
  return phases;
}

/**
 * The phases as a bar, with their lengths in words. Widths follow the square root of the lengths,
 * so that a short phase beside a long one can still be seen.
 */
export function PhaseBar(props: { incident: Incident }) {
  const { t } = useTranslationRef(postmortemsTranslationRef);
  const phases = phasesOf(props.incident).filter(({ seconds }) => seconds > 0);
  if (phases.length === 0) {
    return null;
  }
  return (
    <ul className={styles.root} aria-label={t('incident.phases.title')}>
      {phases.map(({ phase, seconds }) => (
        <li
          key={phase}
          className={styles.phase}
          data-phase={phase}
          style={{ flexGrow: Math.sqrt(seconds) }}
        >
          <span className={styles.band} aria-hidden="true" />
          <span className={styles.label}>
            {t(`incident.phases.${phase}`)} {formatDuration(seconds)}
          </span>
        </li>
      ))}
    </ul>
  );
}
