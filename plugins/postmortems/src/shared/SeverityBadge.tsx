import { useTranslationRef } from '@backstage/core-plugin-api/alpha';
import { SeverityScale } from '@hindsight/plugin-postmortems-common';
import { postmortemsTranslationRef } from '../translation';
import styles from './SeverityBadge.module.css';
import { useSettings } from './useSettings';

/** The steps from worst to mildest that have a colour and a shape of their own. */
const SEVERITY_STEPS = 5;

/**
 * The step of a severity among the colours and shapes, 0 for the worst; longer scales share the
 * mildest step.
 */
export function severityStep(
  scale: SeverityScale,
  severity: string | undefined,
): number | undefined {
  const rank = severity === undefined ? undefined : scale.rank(severity);
  return rank === undefined ? undefined : Math.min(rank, SEVERITY_STEPS - 1);
}

/** Class of whatever has the colour of a severity; its `data-step` says which. */
export const severityTone = styles.tone;

/** The shape of each step in a 12 by 12 box: no step is told by its colour alone. */
export function SeverityShape(props: { step: number | undefined }) {
  const { step } = props;
  return (
    <svg
      className={`${styles.shape} ${severityTone}`}
      data-step={step ?? 'none'}
      viewBox="0 0 12 12"
      width="12"
      height="12"
      aria-hidden="true"
    >
      {step === 0 && <path d="M6 0 L12 6 L6 12 L0 6 Z" />}
      {step === 1 && <path d="M6 0.5 L12 11.5 L0 11.5 Z" />}
      {step === 2 && <rect x="1" y="1" width="10" height="10" rx="1" />}
      {step === 3 && <circle cx="6" cy="6" r="5" />}
      {step === 4 && <rect x="0" y="4" width="12" height="4" rx="2" />}
      {step === undefined && (
        <circle cx="6" cy="6" r="4.5" fill="none" strokeDasharray="2 2" />
      )}
    </svg>
  );
}

/** A severity as a colour, a shape and a word. */
export function SeverityBadge(props: { severity: string | undefined }) {
  const { severity } = props;
  const { t } = useTranslationRef(postmortemsTranslationRef);
  const { scale } = useSettings();
  const step = severityStep(scale, severity);
  const title =
    severity === undefined
      ? t('shared.severity.undetermined')
      : scale.find(severity)?.title;
  return (
    <span className={styles.badge} data-step={step ?? 'none'} title={title}>
      <SeverityShape step={step} />
      {severity ?? t('shared.severity.undeterminedShort')}
    </span>
  );
}
