import { useTranslationRef } from '@backstage/core-plugin-api/alpha';
import { Alert, Radio, RadioGroup, Text } from '@backstage/ui';
import {
  incidentCreatePermission,
  type Incident,
} from '@hindsight/plugin-postmortems-common';
import { SeverityBadge, useSettings } from '../shared';
import { postmortemsTranslationRef } from '../translation';
import {
  FilingTextArea,
  FilingTextField,
  problemProps,
  useFilingField,
} from './fields';
import styles from './Filing.module.css';
import { UNDETERMINED } from './filingValues';
import { ImpactFields } from './ImpactFields';
import { IncidentPicker } from './IncidentPicker';
import { LinkFields } from './LinkFields';
import { TimesFields } from './TimesFields';

/** The first step: a recorded incident or a new one, and its facts. */
export function WhatHappenedStep(props: {
  entityRef?: string;
  incident?: Incident;
  /** Whether a new incident may be recorded. */
  mayRecord: boolean;
  /** The facts of the recorded incident may not be changed. */
  asRecorded: boolean;
  onPick(incident: Incident): void;
  onDescribeAnother(): void;
}) {
  const {
    entityRef,
    incident,
    mayRecord,
    asRecorded,
    onPick,
    onDescribeAnother,
  } = props;
  const { t } = useTranslationRef(postmortemsTranslationRef);
  return (
    <div className={styles.step}>
      <IncidentPicker
        entityRef={entityRef}
        picked={incident}
        asRecorded={asRecorded}
        onPick={onPick}
        onDescribeAnother={onDescribeAnother}
      />
      {!mayRecord && !incident ? (
        <Alert
          status="info"
          icon
          title={t('filing.existing.onlyExisting', {
            permission: incidentCreatePermission.name,
          })}
        />
      ) : (
        <fieldset disabled={asRecorded} className={styles.facts}>
          <FilingTextField
            name="title"
            label={t('filing.happened.title')}
            description={t('filing.happened.titleHelp')}
            placeholder={t('filing.happened.titlePlaceholder')}
            isRequired
          />
          <SeverityField />
          <KindField />
          <TimesFields />
          <FilingTextArea
            name="summary"
            label={t('filing.happened.summary')}
            description={t('filing.happened.summaryHelp')}
            rows={3}
          />
          <FilingTextField
            name="detectedHow"
            label={t('filing.happened.detectedHow')}
            placeholder={t('filing.happened.detectedHowPlaceholder')}
          />
          <ImpactFields />
          <LinkFields />
        </fieldset>
      )}
    </div>
  );
}

function SeverityField() {
  const { t } = useTranslationRef(postmortemsTranslationRef);
  const { scale } = useSettings();
  const { field, ref, problem } = useFilingField('severity');
  return (
    <RadioGroup
      ref={ref}
      label={t('filing.happened.severity')}
      isRequired
      name="severity"
      value={field.value}
      onChange={field.onChange}
      onBlur={field.onBlur}
      {...problemProps(problem)}
    >
      {scale.severities.map(severity => (
        <Radio key={severity.name} value={severity.name}>
          <span className={styles.severity}>
            <SeverityBadge severity={severity.name} />
            <Text as="span" color="secondary">
              {severity.title}
            </Text>
          </span>
        </Radio>
      ))}
      <Radio value={UNDETERMINED}>
        <span className={styles.severity}>
          <SeverityBadge severity={undefined} />
          <Text as="span" color="secondary">
            {t('filing.happened.undetermined')}
          </Text>
        </span>
      </Radio>
    </RadioGroup>
  );
}

function KindField() {
  const { t } = useTranslationRef(postmortemsTranslationRef);
  const { field, ref, problem } = useFilingField('kind');
  return (
    <RadioGroup
      ref={ref}
      label={t('filing.happened.kind')}
      orientation="horizontal"
      name="kind"
      value={field.value}
      onChange={field.onChange}
      onBlur={field.onBlur}
      {...problemProps(problem)}
    >
      {(['incident', 'drill', 'maintenance'] as const).map(kind => (
        <Radio key={kind} value={kind}>
          {t(`shared.incidentKind.${kind}`)}
        </Radio>
      ))}
    </RadioGroup>
  );
}
