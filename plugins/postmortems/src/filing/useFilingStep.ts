import { useCallback, useEffect, useRef } from 'react';
import type { UseFormReturn } from 'react-hook-form';
import { useSearchParams } from 'react-router-dom';
import type { FilingRequest } from './filingSchema';
import {
  type FilingField,
  FILING_STEPS,
  type FilingStep,
  type FilingValues,
  STEP_FIELDS,
} from './filingValues';

/** Whether a field, or a part of one, belongs to a step. */
export function isOfStep(field: string, step: FilingStep): boolean {
  return STEP_FIELDS[step].some(
    name => field === name || field.startsWith(`${name}.`),
  );
}

/** The first field of a step that is wrong, as it stands on the page. */
export function firstProblem(
  form: Pick<
    UseFormReturn<FilingValues, unknown, FilingRequest>,
    'getFieldState'
  >,
  step: FilingStep,
): FilingField | undefined {
  for (const name of STEP_FIELDS[step]) {
    const { error } = form.getFieldState(name);
    if (error && name === 'links' && Array.isArray(error)) {
      const row = error.findIndex(Boolean);
      return `links.${row}.${error[row].url ? 'url' : 'title'}`;
    }
    if (error) {
      return name;
    }
  }
  return undefined;
}

/**
 * The step that the address names, and moving between steps: the address keeps it, and the focus
 * goes to the step's title, or to the first field that needs another look.
 */
export function useFilingStep(
  form: UseFormReturn<FilingValues, unknown, FilingRequest>,
) {
  const [search, setSearch] = useSearchParams();
  const named = Number(search.get('step'));
  const step = FILING_STEPS.find(item => item === named) ?? 1;
  const heading = useRef<HTMLHeadingElement>(null);
  const waiting = useRef<{ step: FilingStep; problem: boolean }>();

  const focus = useCallback(() => {
    const wanted = waiting.current;
    waiting.current = undefined;
    const problem = wanted?.problem
      ? firstProblem(form, wanted.step)
      : undefined;
    if (problem) {
      form.setFocus(problem);
    } else if (wanted) {
      heading.current?.focus();
    }
  }, [form]);

  // The fields of a step are there only once it is shown.
  useEffect(() => {
    if (waiting.current?.step === step) {
      focus();
    }
  }, [step, focus]);

  const goTo = useCallback(
    (next: FilingStep, options?: { problem?: boolean; replace?: boolean }) => {
      waiting.current = { step: next, problem: options?.problem ?? false };
      if (next === step) {
        focus();
        return;
      }
      setSearch(
        before => {
          const after = new URLSearchParams(before);
          after.set('step', String(next));
          return after;
        },
        { replace: options?.replace },
      );
    },
    [step, focus, setSearch],
  );
  return { step, goTo, heading };
}
