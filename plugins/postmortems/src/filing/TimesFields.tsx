import { useTranslationRef } from '@backstage/core-plugin-api/alpha';
import { Checkbox, Text } from '@backstage/ui';
import {
  INCIDENT_TIMES,
  type IncidentTimeField,
} from '@hindsight/plugin-postmortems-common';
import { DateTime } from 'luxon';
import { useState } from 'react';
import { useFormContext, useWatch } from 'react-hook-form';
import { formatDuration, secondsBetween } from '../shared';
import { postmortemsTranslationRef } from '../translation';
import styles from './Filing.module.css';
import { momentsOf, readTimes } from './filingSchema';
import type { FilingValues } from './filingValues';
import { TimeField } from './TimeField';
import { withoutOffset } from './typedTime';
import { ZonePicker } from './ZonePicker';

/** The times of the incident, with what they come to as one types. */
export function TimesFields() {
  const { t } = useTranslationRef(postmortemsTranslationRef);
  const { control, setValue, getValues, trigger, formState } =
    useFormContext<FilingValues>();
  const [zone, times, ongoing] = useWatch({
    control,
    name: ['zone', 'times', 'ongoing'],
  });
  const [zoneChanged, setZoneChanged] = useState(false);
  const read = readTimes({ zone, times, ongoing }, DateTime.now());

  /** Writes a time out in full and checks again all that were checked before. */
  const settle = (field: IncidentTimeField) => {
    const time = read[field];
    if (time?.ok && time.text !== getValues(`times.${field}`)) {
      setValue(`times.${field}`, time.text, { shouldDirty: true });
    }
    const filled = INCIDENT_TIMES.filter(
      name =>
        name === field ||
        getValues(`times.${name}`) ||
        formState.errors.times?.[name],
    );
    trigger(filled.map(name => `times.${name}` as const));
  };

  const changeZone = (next: string) => {
    setZoneChanged(
      Object.values(times).some(text => text.trim()) && next !== zone,
    );
    for (const field of INCIDENT_TIMES) {
      setValue(`times.${field}`, withoutOffset(times[field]));
    }
    setValue('zone', next, { shouldDirty: true });
    const filled = INCIDENT_TIMES.filter(name => times[name].trim());
    trigger(filled.map(name => `times.${name}` as const));
  };

  return (
    <fieldset className={styles.group}>
      <legend className={styles.legend}>{t('filing.times.title')}</legend>
      <Text as="p" variant="body-small" color="secondary">
        {t('filing.times.help')}
      </Text>
      <div className={styles.zone}>
        <ZonePicker zone={zone} onChange={changeZone} />
        <Text
          as="p"
          variant="body-small"
          color="secondary"
          role="status"
          className={styles.status}
        >
          {zoneChanged && t('filing.times.zoneChanged', { zone })}
        </Text>
      </div>
      <div className={styles.times}>
        {INCIDENT_TIMES.map(field => (
          <TimeField
            key={field}
            field={field}
            read={read[field]}
            isRequired={
              field === 'startedAt' || (field === 'resolvedAt' && !ongoing)
            }
            isDisabled={field === 'resolvedAt' && ongoing}
            onLeave={() => settle(field)}
            onChoose={text => {
              setValue(`times.${field}`, text, { shouldDirty: true });
              trigger(`times.${field}`);
            }}
          />
        ))}
        <Checkbox
          className={styles.ongoing}
          isSelected={ongoing}
          onChange={selected => {
            setValue('ongoing', selected, { shouldDirty: true });
            if (formState.errors.times?.resolvedAt) {
              trigger('times.resolvedAt');
            }
          }}
        >
          {t('filing.times.ongoing')}
        </Checkbox>
      </div>
      <Lengths read={read} ongoing={ongoing} />
    </fieldset>
  );
}

/** `detected after 4 min · mitigated after 38 min · resolved after 1 h 12 min` */
function Lengths(props: {
  read: ReturnType<typeof readTimes>;
  ongoing: boolean;
}) {
  const { read, ongoing } = props;
  const { t } = useTranslationRef(postmortemsTranslationRef);
  const moments = momentsOf(read);
  const parts: string[] = [];
  for (const field of INCIDENT_TIMES) {
    const seconds = secondsBetween(moments.startedAt, moments[field]);
    if (field !== 'startedAt' && seconds !== undefined && seconds >= 0) {
      parts.push(
        t(`filing.times.lengths.${field}`, { length: formatDuration(seconds) }),
      );
    }
  }
  const sinceStart = secondsBetween(moments.startedAt, DateTime.now().toISO());
  if (ongoing && sinceStart !== undefined && sinceStart >= 0) {
    parts.push(
      t('filing.times.lengths.ongoing', { length: formatDuration(sinceStart) }),
    );
  }
  return (
    <Text as="p" variant="body-medium" weight="bold" role="status">
      {parts.join(' · ')}
    </Text>
  );
}
