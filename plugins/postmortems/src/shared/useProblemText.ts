import { useTranslationRef } from '@backstage/core-plugin-api/alpha';
import { ResponseError } from '@backstage/errors';
import { useCallback } from 'react';
import { postmortemsTranslationRef } from '../translation';

/** Why the backend refused, in its own words. */
export function serverMessage(error: { message: string }): string {
  return error instanceof ResponseError
    ? error.body.error.message
    : error.message;
}

/** Says why a request failed: what the backend answered, or that there was no answer at all. */
export function useProblemText(): (error: { message: string }) => string {
  const { t } = useTranslationRef(postmortemsTranslationRef);
  return useCallback(
    // What `fetch` throws, in other words in each browser.
    error =>
      error instanceof TypeError
        ? t('shared.unreachable')
        : serverMessage(error),
    [t],
  );
}
