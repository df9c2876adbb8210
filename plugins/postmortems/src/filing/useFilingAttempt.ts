import { useRouteRef } from '@backstage/core-plugin-api';
import { useTranslationRef } from '@backstage/core-plugin-api/alpha';
import type {
  Incident,
  Postmortem,
} from '@hindsight/plugin-postmortems-common';
import { useCallback, useEffect, useRef, useState } from 'react';
import type { UseFormReturn } from 'react-hook-form';
import { useNavigate } from 'react-router-dom';
import { documentRouteRef } from '../routes';
import { postmortemsTranslationRef } from '../translation';
import type { FilingRequest } from './filingSchema';
import {
  type FilingField,
  FILING_STEPS,
  type FilingValues,
} from './filingValues';
import { readServerProblems } from './serverProblems';
import type { FilingDraft } from './FilingDraftPlace';
import type { useFilingDraft } from './useFilingDraft';
import { useFilingRequest } from './useFilingRequest';
import { firstProblem } from './useFilingStep';

/** Keeps the draft while one types, and files it. */
export function useFilingAttempt(options: {
  form: UseFormReturn<FilingValues, unknown, FilingRequest>;
  draft?: FilingDraft;
  keep: Pick<ReturnType<typeof useFilingDraft>, 'save' | 'clear'>;
  incident?: Incident;
  onIncident(incident: Incident): void;
  /** The fields that are wrong; at least one. */
  onProblems(fields: string[]): void;
}) {
  const { form, draft, keep, incident, onIncident, onProblems } = options;
  const { save, clear } = keep;
  const { t } = useTranslationRef(postmortemsTranslationRef);
  const navigate = useNavigate();
  const documentRoute = useRouteRef(documentRouteRef);
  const fileRequest = useFilingRequest();
  const [attempt, setAttempt] = useState<{
    reason?: string;
    earlier?: Postmortem;
  }>({});
  const key = useRef(draft?.idempotencyKey ?? crypto.randomUUID());
  const sent = useRef(draft?.sent);
  const filed = useRef(false);

  const saveNow = useCallback(() => {
    if (!filed.current) {
      save({
        idempotencyKey: key.current,
        values: form.getValues(),
        sent: sent.current,
      });
    }
  }, [save, form]);
  useEffect(
    () =>
      form.subscribe({
        formState: { values: true, isDirty: true },
        callback: ({ isDirty }) => {
          if (isDirty) {
            saveNow();
          }
        },
      }),
    [form, saveNow],
  );

  const fail = (error: Error) => {
    const { fields, rest } = readServerProblems(error);
    for (const { field, message } of fields) {
      form.setError(field as FilingField, {
        type: 'server',
        message: t('filing.problems.other', { reason: message }),
      });
    }
    if (fields.length > 0) {
      onProblems(fields.map(({ field }) => field));
    }
    if (rest.length > 0) {
      const unreachable = error instanceof TypeError;
      setAttempt({
        reason: unreachable
          ? t('shared.unreachable')
          : sentence(rest.join('; ')),
      });
    }
  };

  const file = form.handleSubmit(
    async request => {
      setAttempt({});
      // From here on the draft holds the key, should the answer never arrive.
      saveNow();
      const outcome = await fileRequest({
        request,
        idempotencyKey: key.current,
        incident,
        sent: sent.current,
        onIncident,
      });
      if ('filed' in outcome) {
        filed.current = true;
        clear();
        navigate(documentRoute({ reference: outcome.filed.reference }));
      } else if ('filedEarlier' in outcome) {
        setAttempt({ earlier: outcome.filedEarlier });
      } else {
        sent.current = outcome.unanswered;
        saveNow();
        fail(outcome.error);
      }
    },
    () =>
      onProblems(FILING_STEPS.flatMap(item => firstProblem(form, item) ?? [])),
  );
  return { saveNow, file, ...attempt };
}

function sentence(text: string): string {
  const isName = /^[a-z]+[A-Z]/.test(text);
  const whole = isName
    ? text
    : text.charAt(0).toLocaleUpperCase() + text.slice(1);
  return /[.!?]$/.test(whole) ? whole : `${whole}.`;
}
