import { useTranslationRef } from '@backstage/core-plugin-api/alpha';
import { usePermission } from '@backstage/plugin-permission-react';
import { Button, Text } from '@backstage/ui';
import {
  type Incident,
  incidentUpdatePermission,
} from '@hindsight/plugin-postmortems-common';
import { zodResolver } from '@hookform/resolvers/zod';
import { type FormEvent, useEffect, useMemo, useRef, useState } from 'react';
import { FormProvider, get, useForm } from 'react-hook-form';
import { postmortemsTranslationRef } from '../translation';
import styles from './Filing.module.css';
import { FailureNote, SavedNote } from './FilingNotes';
import { createFilingSchema, type FilingRequest } from './filingSchema';
import { FilingStepper } from './FilingStepper';
import {
  emptyValues,
  FILING_STEPS,
  type FilingStep,
  type FilingValues,
  STEP_FIELDS,
  valuesOfIncident,
} from './filingValues';
import { FollowsStep } from './FollowsStep';
import { TouchedStep } from './TouchedStep';
import type { FilingDraft } from './FilingDraftPlace';
import type { useFilingDraft } from './useFilingDraft';
import { useFilingAttempt } from './useFilingAttempt';
import { isOfStep, useFilingStep } from './useFilingStep';
import { WhatHappenedStep } from './WhatHappenedStep';

/** The three steps, from what was there when the page was opened to the document. */
export function FilingForm(props: {
  entityRef?: string;
  /** The recorded incident that the form is filled in from. */
  incident?: Incident;
  initial: FilingValues;
  draft?: FilingDraft;
  keep: Pick<ReturnType<typeof useFilingDraft>, 'save' | 'clear' | 'saved'>;
  /** Whether a new incident may be recorded. */
  mayRecord: boolean;
}) {
  const { entityRef, initial, draft, keep, mayRecord } = props;
  const { t } = useTranslationRef(postmortemsTranslationRef);
  const [incident, setIncident] = useState(props.incident);
  const described = useRef<FilingValues>();

  const update = usePermission({
    permission: incidentUpdatePermission,
    resourceRef: incident?.id,
  });
  const asRecorded =
    incident !== undefined && !update.loading && !update.allowed;
  const schema = useMemo(
    () => createFilingSchema({ t, incident, asRecorded }),
    [t, incident, asRecorded],
  );
  const resolver = useMemo(() => zodResolver(schema), [schema]);
  const form = useForm<FilingValues, unknown, FilingRequest>({
    defaultValues: initial,
    resolver,
    mode: 'onTouched',
    shouldFocusError: false,
  });
  const { step, goTo, heading } = useFilingStep(form);
  const { saveNow, file, reason, earlier } = useFilingAttempt({
    form,
    draft,
    keep,
    incident,
    onIncident: setIncident,
    onProblems: fields => {
      const at = FILING_STEPS.find(item =>
        fields.some(name => isOfStep(name, item)),
      );
      if (at) {
        goTo(at, { problem: true });
      }
    },
  });

  // An address that leads past what is not filled in yet leads to it instead.
  const opened = useRef(false);
  useEffect(() => {
    if (!opened.current) {
      opened.current = true;
      const wrong = schema.safeParse(initial).error?.issues ?? [];
      const first = FILING_STEPS.find(item =>
        wrong.some(issue => isOfStep(issue.path.join('.'), item)),
      );
      if (first && first < step) {
        goTo(first, { replace: true });
      }
    }
  }, [schema, initial, step, goTo]);

  const fill = (values: FilingValues, from: Incident | undefined) => {
    setIncident(from);
    form.reset(values, { keepDefaultValues: true });
    saveNow();
  };

  const proceed = async (to: FilingStep) => {
    for (const item of FILING_STEPS.filter(before => before < to)) {
      if (!(await form.trigger(STEP_FIELDS[item]))) {
        goTo(item, { problem: true });
        return;
      }
    }
    goTo(to);
  };

  const submit = (event: FormEvent) => {
    event.preventDefault();
    if (step < 3) {
      proceed((step + 1) as FilingStep);
    } else {
      file();
    }
  };

  // Naming the errors here draws the page again when they change.
  const { errors, isSubmitting } = form.formState;
  const zone = form.getValues('zone');
  return (
    <FormProvider {...form}>
      <form className={styles.form} onSubmit={submit} noValidate>
        <FilingStepper
          step={step}
          done={FILING_STEPS.filter(
            item =>
              item < step && !STEP_FIELDS[item].some(name => get(errors, name)),
          )}
          onStep={to => (to < step ? goTo(to) : proceed(to))}
        />
        <Text
          as="h3"
          variant="title-small"
          ref={heading}
          tabIndex={-1}
          className={styles.heading}
        >
          {t(`filing.steps.${step}`)}
        </Text>
        {step === 1 && (
          <WhatHappenedStep
            entityRef={entityRef}
            incident={incident}
            mayRecord={mayRecord}
            asRecorded={asRecorded}
            onPick={picked => {
              described.current = form.getValues();
              fill(valuesOfIncident(picked, { entityRef, zone }), picked);
            }}
            onDescribeAnother={() =>
              fill(
                described.current ?? emptyValues({ entityRef, zone }),
                undefined,
              )
            }
          />
        )}
        {step === 2 && (
          <fieldset disabled={asRecorded} className={styles.facts}>
            <TouchedStep entityRef={entityRef} />
          </fieldset>
        )}
        {step === 3 && <FollowsStep incident={incident} />}
        <FailureNote reason={reason} earlier={earlier} onRetry={file} />
        <div className={styles.actions}>
          {step > 1 && (
            <Button
              variant="secondary"
              onPress={() => goTo((step - 1) as FilingStep)}
            >
              {t('filing.actions.back')}
            </Button>
          )}
          <SavedNote saved={keep.saved} />
          <Button
            type="submit"
            variant="primary"
            isPending={isSubmitting}
            isDisabled={!mayRecord && !incident}
          >
            {step < 3
              ? t('filing.actions.next', {
                  step: t(`filing.steps.${step === 1 ? 2 : 3}`),
                })
              : t('filing.actions.file')}
          </Button>
        </div>
      </form>
    </FormProvider>
  );
}
