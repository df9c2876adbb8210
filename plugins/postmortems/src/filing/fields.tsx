import {
  NumberField,
  TextAreaField,
  TextField,
  type NumberFieldProps,
  type TextAreaFieldProps,
  type TextFieldProps,
} from '@backstage/ui';
import { useCallback } from 'react';
import { useController, useFormContext } from 'react-hook-form';
import type { FilingField, FilingValues } from './filingValues';

/**
 * One field of the form: its value, its problem, and the ref by which a wrong field gets the
 * focus.
 */
export function useFilingField<TName extends FilingField>(name: TName) {
  const { control } = useFormContext<FilingValues>();
  const { field, fieldState } = useController({ control, name });
  const { ref: register } = field;
  const ref = useCallback(
    (element: HTMLElement | null) => {
      if (element) {
        register({ focus: () => focusWithin(element) });
      }
    },
    [register],
  );
  const problem = fieldState.error?.message ?? rootMessage(fieldState.error);
  return { field, ref, problem };
}

function rootMessage(error: object | undefined): string | undefined {
  const root = (error as { root?: { message?: string } } | undefined)?.root;
  return root?.message;
}

function focusWithin(element: HTMLElement) {
  const target =
    element.querySelector<HTMLElement>('input:checked') ??
    element.querySelector<HTMLElement>('input, textarea, button');
  target?.focus();
}

/** How a field of the UI kit is told of a problem that the form found. */
export function problemProps(problem: string | undefined) {
  return {
    validationBehavior: 'aria' as const,
    validate: () => problem,
  };
}

type TextName = Extract<
  FilingField,
  | 'title'
  | 'summary'
  | 'detectedHow'
  | 'impact.customers'
  | 'impact.businessMetric'
  | 'impact.description'
  | `links.${number}.${'url' | 'title'}`
>;

/** A line of text of the form. */
export function FilingTextField(
  props: { name: TextName } & Omit<TextFieldProps, 'name'>,
) {
  const { name, onBlur, ...rest } = props;
  const { field, ref, problem } = useFilingField(name);
  return (
    <TextField
      {...rest}
      ref={ref}
      name={name}
      value={String(field.value ?? '')}
      onChange={field.onChange}
      onBlur={event => {
        field.onBlur();
        onBlur?.(event);
      }}
      {...problemProps(problem)}
    />
  );
}

/** Several lines of text of the form. */
export function FilingTextArea(
  props: { name: TextName } & Omit<TextAreaFieldProps, 'name'>,
) {
  const { name, ...rest } = props;
  const { field, ref, problem } = useFilingField(name);
  return (
    <TextAreaField
      {...rest}
      ref={ref}
      name={name}
      value={String(field.value ?? '')}
      onChange={field.onChange}
      onBlur={field.onBlur}
      {...problemProps(problem)}
    />
  );
}

/** A count that may be missing. */
export function FilingNumberField(
  props: {
    name: 'impact.customersAffected' | 'impact.customersReporting';
  } & Omit<NumberFieldProps, 'name'>,
) {
  const { name, ...rest } = props;
  const { field, ref, problem } = useFilingField(name);
  return (
    <NumberField
      {...rest}
      ref={ref}
      name={name}
      minValue={0}
      formatOptions={{ maximumFractionDigits: 0 }}
      value={field.value ?? NaN}
      onChange={value =>
        field.onChange(Number.isNaN(value) ? undefined : value)
      }
      onBlur={field.onBlur}
      {...problemProps(problem)}
    />
  );
}
