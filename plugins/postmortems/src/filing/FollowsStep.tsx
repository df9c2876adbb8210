import { useApi } from '@backstage/core-plugin-api';
import { useTranslationRef } from '@backstage/core-plugin-api/alpha';
import { EntityDisplayName } from '@backstage/plugin-catalog-react';
import {
  Alert,
  Button,
  ButtonIcon,
  Select,
  Skeleton,
  Text,
} from '@backstage/ui';
import type {
  EffectivePolicy,
  Incident,
} from '@hindsight/plugin-postmortems-common';
import { RiCloseLine } from '@remixicon/react';
import { DateTime } from 'luxon';
import { useCallback, useState } from 'react';
import { useFormContext } from 'react-hook-form';
import { postmortemsApiRef } from '../api';
import { useProblemText, useRequest, useSettings } from '../shared';
import { postmortemsTranslationRef } from '../translation';
import { EntityPicker } from './EntityPicker';
import { problemProps, useFilingField } from './fields';
import styles from './Filing.module.css';
import { momentsOf, readTimes } from './filingSchema';
import { type FilingValues, UNDETERMINED } from './filingValues';
import { PolicySentences, reviewerReasons } from './PolicySentences';
import { PEOPLE_KINDS } from './RoleFields';
import { useEntityNames } from './useEntityNames';

/** The third step: what the policy makes of it, and who takes it from here. */
export function FollowsStep(props: { incident?: Incident }) {
  const { incident } = props;
  const { t } = useTranslationRef(postmortemsTranslationRef);
  const problemText = useProblemText();
  const { getValues } = useFormContext<FilingValues>();
  const values = getValues();
  const { value: policy, loading, error, retry } = usePolicy(values, incident);
  const owner = useFilingField('owner');
  const additional = useFilingField('additionalReviewers');
  const nameOf = useEntityNames([
    ...values.affected.map(item => item.entityRef),
    ...additional.field.value,
    ...(owner.field.value ? [owner.field.value] : []),
    ...(policy ? refsOf(policy) : []),
  ]);

  return (
    <div className={styles.step}>
      <section aria-live="polite" aria-busy={loading}>
        {policy && (
          <PolicySentences
            policy={policy}
            kind={values.kind}
            severity={
              values.severity === UNDETERMINED ? undefined : values.severity
            }
            owner={owner.field.value || undefined}
            additionalReviewers={additional.field.value}
            nameOf={nameOf}
          />
        )}
        {!policy && loading && (
          <div aria-label={t('filing.follows.policyLoading')} role="status">
            <Skeleton width="90%" height="22px" />
            <Skeleton width="60%" height="22px" />
          </div>
        )}
      </section>
      {error && (
        <Alert
          status="warning"
          icon
          title={t('filing.follows.policyFailed')}
          description={`${problemText(error)} ${t(
            'filing.follows.policyFailedHelp',
          )}`}
          customActions={
            <Button size="small" variant="secondary" onPress={retry}>
              {t('filing.actions.retry')}
            </Button>
          }
        />
      )}
      {policy && policy.warnings.length > 0 && (
        <Alert
          status="warning"
          icon
          title={t('filing.follows.warnings')}
          description={
            <ul className={styles.plain}>
              {policy.warnings.map(warning => (
                <li key={`${warning.entityRef}${warning.message}`}>
                  {warning.entityRef && `${nameOf(warning.entityRef)}: `}
                  {warning.message}
                </li>
              ))}
            </ul>
          }
        />
      )}
      <TemplateField proposed={policy?.template.value} />
      <OwnerField proposed={policy?.proposedOwner} nameOf={nameOf} />
      <ReviewersField policy={policy} nameOf={nameOf} />
    </div>
  );
}

function usePolicy(values: FilingValues, incident: Incident | undefined) {
  const api = useApi(postmortemsApiRef);
  const moments = momentsOf(readTimes(values, DateTime.now()));
  const request = JSON.stringify({
    entityRefs: values.affected.map(item => item.entityRef),
    cause: values.affected
      .filter(item => item.role === 'cause')
      .map(item => item.entityRef),
    severity: values.severity === UNDETERMINED ? undefined : values.severity,
    kind: values.kind,
    startedAt: moments.startedAt,
    resolvedAt: moments.resolvedAt,
    incidentId: incident?.id,
  });
  const askable = values.affected.length > 0;
  const load = useCallback(
    async (signal: AbortSignal) =>
      // An incident that touched nothing has no policy to read.
      askable ? api.getPolicy(JSON.parse(request), { signal }) : undefined,
    [api, askable, request],
  );
  return useRequest<EffectivePolicy | undefined>(load);
}

/** Everybody and everything that the policy names. */
function refsOf(policy: EffectivePolicy): string[] {
  const sources = [
    policy.required,
    policy.severityThreshold,
    policy.publishWithin,
    policy.approvals,
    policy.visibility,
  ].flatMap(item => item.sources);
  return [
    ...sources,
    ...policy.reviewers.flatMap(reviewer => reviewer.because),
    ...policy.warnings,
  ]
    .map(item => item.entityRef)
    .concat(policy.proposedOwner)
    .concat(policy.reviewers.flatMap(item => [item.entityRef, item.fallback]))
    .filter(ref => ref !== undefined);
}

function TemplateField(props: { proposed?: string }) {
  const { proposed } = props;
  const { t } = useTranslationRef(postmortemsTranslationRef);
  const { settings } = useSettings();
  const { field, ref, problem } = useFilingField('template');
  const templates = settings?.templates ?? [];
  const value = field.value || proposed;
  return (
    <Select
      ref={ref}
      label={t('filing.follows.template')}
      description={templates.find(item => item.key === value)?.description}
      options={templates.map(template => ({
        id: template.key,
        label:
          template.key === proposed
            ? `${template.title} · ${t('filing.follows.proposedByPolicy')}`
            : template.title,
        description: template.description,
      }))}
      value={value ?? null}
      onChange={key =>
        field.onChange(key === proposed || key === null ? '' : String(key))
      }
      onBlur={field.onBlur}
      {...problemProps(problem)}
    />
  );
}

function OwnerField(props: { proposed?: string; nameOf(ref: string): string }) {
  const { proposed, nameOf } = props;
  const { t } = useTranslationRef(postmortemsTranslationRef);
  const { field, ref, problem } = useFilingField('owner');
  const [changing, setChanging] = useState(false);
  const owner = field.value || proposed;
  return (
    <section className={styles.group} aria-labelledby="filing-owner" ref={ref}>
      <Text as="h4" className={styles.legend} id="filing-owner">
        {t('filing.follows.ownerTitle')}
      </Text>
      <Text as="p" variant="body-small" color="secondary">
        {t('filing.follows.ownerHelp')}
      </Text>
      {owner && (
        <div className={styles.row}>
          <span className={styles.rowName}>
            <EntityDisplayName entityRef={owner} />
          </span>
          <Text as="span" variant="body-small" color="secondary">
            {t(
              field.value
                ? 'filing.follows.chosen'
                : 'filing.follows.proposedByPolicy',
            )}
          </Text>
          {field.value && proposed && (
            <Button
              size="small"
              variant="tertiary"
              onPress={() => field.onChange('')}
            >
              {t('filing.follows.useProposed', { name: nameOf(proposed) })}
            </Button>
          )}
          <Button
            size="small"
            variant="secondary"
            aria-expanded={changing}
            onPress={() => setChanging(!changing)}
          >
            {t('filing.actions.change')}
          </Button>
        </div>
      )}
      {(changing || !owner || problem) && (
        <EntityPicker
          label={t('filing.follows.ownerSearch')}
          placeholder={t('filing.touched.personPlaceholder')}
          kinds={PEOPLE_KINDS}
          except={owner ? [owner] : []}
          problem={problem}
          onPick={picked => {
            field.onChange(picked);
            setChanging(false);
          }}
          onBlur={field.onBlur}
        />
      )}
    </section>
  );
}

function ReviewersField(props: {
  policy?: EffectivePolicy;
  nameOf(ref: string): string;
}) {
  const { policy, nameOf } = props;
  const { t } = useTranslationRef(postmortemsTranslationRef);
  const { field, ref, problem } = useFilingField('additionalReviewers');
  const required = policy?.reviewers ?? [];
  return (
    <section className={styles.group} aria-labelledby="filing-reviewers">
      <Text as="h4" className={styles.legend} id="filing-reviewers">
        {t('filing.follows.reviewers')}
      </Text>
      {(required.length > 0 || field.value.length > 0) && (
        <ul className={styles.rows} aria-labelledby="filing-reviewers">
          {required.map((reviewer, index) => (
            <li
              key={reviewer.entityRef ?? `hidden-${index}`}
              className={styles.reviewer}
            >
              <span>
                {reviewer.entityRef ? (
                  <EntityDisplayName entityRef={reviewer.entityRef} />
                ) : (
                  t('filing.follows.unnamed')
                )}
              </span>
              <Text as="p" variant="body-small" color="secondary">
                {[
                  ...(reviewer.required
                    ? [t('filing.follows.reviewerRequired')]
                    : []),
                  ...reviewerReasons(reviewer, { t, nameOf }),
                ].join(' · ')}
              </Text>
            </li>
          ))}
          {field.value.map(added => (
            <li key={added} className={styles.row}>
              <span className={styles.rowName}>
                <EntityDisplayName entityRef={added} />
              </span>
              <Text as="span" variant="body-small" color="secondary">
                {t('filing.follows.reviewerAdded')}
              </Text>
              <ButtonIcon
                icon={<RiCloseLine />}
                variant="tertiary"
                aria-label={t('filing.actions.remove', {
                  name: nameOf(added),
                })}
                onPress={() =>
                  field.onChange(field.value.filter(item => item !== added))
                }
              />
            </li>
          ))}
        </ul>
      )}
      <EntityPicker
        ref={ref}
        label={t('filing.follows.reviewerSearch')}
        placeholder={t('filing.touched.personPlaceholder')}
        kinds={PEOPLE_KINDS}
        except={[
          ...field.value,
          ...required.flatMap(item => item.entityRef ?? []),
        ]}
        problem={problem}
        onPick={picked => field.onChange([...field.value, picked])}
        onBlur={field.onBlur}
      />
    </section>
  );
}
