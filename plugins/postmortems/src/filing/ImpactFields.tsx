import { useTranslationRef } from '@backstage/core-plugin-api/alpha';
import { Accordion, AccordionPanel, AccordionTrigger } from '@backstage/ui';
import { useEffect, useState } from 'react';
import { useFormContext } from 'react-hook-form';
import { onPanel } from '../shared';
import { postmortemsTranslationRef } from '../translation';
import { FilingNumberField, FilingTextArea, FilingTextField } from './fields';
import styles from './Filing.module.css';
import type { FilingValues } from './filingValues';

/** What it cost, for those who know already. */
export function ImpactFields() {
  const { t } = useTranslationRef(postmortemsTranslationRef);
  const { formState, getValues } = useFormContext<FilingValues>();
  const wrong = formState.errors.impact !== undefined;
  const [open, setOpen] = useState(() =>
    Object.values(getValues('impact')).some(value => value),
  );
  // A problem must not hide in a closed part of the page.
  useEffect(() => {
    if (wrong) {
      setOpen(true);
    }
  }, [wrong]);

  return (
    <Accordion className={onPanel} isExpanded={open} onExpandedChange={setOpen}>
      <AccordionTrigger
        title={t('filing.happened.impact')}
        subtitle={t('filing.happened.impactHelp')}
      />
      <AccordionPanel>
        <div className={styles.columns}>
          <FilingNumberField
            name="impact.customersAffected"
            label={t('filing.happened.customersAffected')}
          />
          <FilingNumberField
            name="impact.customersReporting"
            label={t('filing.happened.customersReporting')}
          />
          <FilingTextField
            name="impact.customers"
            label={t('filing.happened.customers')}
            description={t('filing.happened.customersHelp')}
          />
          <FilingTextField
            name="impact.businessMetric"
            label={t('filing.happened.businessMetric')}
            placeholder={t('filing.happened.businessMetricPlaceholder')}
          />
        </div>
        <FilingTextArea
          name="impact.description"
          label={t('filing.happened.impactDescription')}
          rows={2}
        />
      </AccordionPanel>
    </Accordion>
  );
}
