import { useTranslationRef } from '@backstage/core-plugin-api/alpha';
import Step from '@material-ui/core/Step';
import StepButton from '@material-ui/core/StepButton';
import Stepper from '@material-ui/core/Stepper';
import useMediaQuery from '@material-ui/core/useMediaQuery';
import { postmortemsTranslationRef } from '../translation';
import styles from './Filing.module.css';
import { FILING_STEPS, type FilingStep } from './filingValues';

/** Where one is among the steps; leads to each of them. */
export function FilingStepper(props: {
  step: FilingStep;
  /** The steps that hold nothing wrong. */
  done: FilingStep[];
  onStep(step: FilingStep): void;
}) {
  const { step, done, onStep } = props;
  const { t } = useTranslationRef(postmortemsTranslationRef);
  const narrow = useMediaQuery('(max-width: 600px)');
  return (
    <nav aria-label={t('filing.progress')}>
      <Stepper
        nonLinear
        activeStep={step - 1}
        orientation={narrow ? 'vertical' : 'horizontal'}
        className={styles.stepper}
      >
        {FILING_STEPS.map(item => (
          <Step key={item} completed={done.includes(item)}>
            <StepButton
              aria-current={item === step ? 'step' : undefined}
              onClick={() => onStep(item)}
            >
              {t(`filing.steps.${item}`)}
            </StepButton>
          </Step>
        ))}
      </Stepper>
    </nav>
  );
}
