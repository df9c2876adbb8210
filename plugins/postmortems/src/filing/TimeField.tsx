import { useTranslationRef } from '@backstage/core-plugin-api/alpha';
import { Button, Text, TextField } from '@backstage/ui';
import type { IncidentTimeField } from '@hindsight/plugin-postmortems-common';
import { DateTime } from 'luxon';
import { useWatch } from 'react-hook-form';
import { postmortemsTranslationRef } from '../translation';
import { problemProps, useFilingField } from './fields';
import styles from './Filing.module.css';
import type { FilingValues } from './filingValues';
import type { ReadTime, UnreadTime } from './typedTime';
import { readerZone } from './ZonePicker';

/** One time of the incident: what was typed, and how it is understood. */
export function TimeField(props: {
  field: IncidentTimeField;
  read: ReadTime | UnreadTime | undefined;
  isRequired: boolean;
  isDisabled: boolean;
  onLeave(): void;
  /** Takes one of two equal times of day. */
  onChoose(text: string): void;
}) {
  const {
    field: name,
    read,
    isRequired,
    isDisabled,
    onLeave,
    onChoose,
  } = props;
  const { t } = useTranslationRef(postmortemsTranslationRef);
  const zone = useWatch<FilingValues, 'zone'>({ name: 'zone' });
  const { field, ref, problem } = useFilingField(`times.${name}`);
  return (
    <div>
      <TextField
        ref={ref}
        name={`times.${name}`}
        label={t(`filing.times.${name}`)}
        isRequired={isRequired}
        isDisabled={isDisabled}
        autoComplete="off"
        placeholder={isDisabled ? '' : 'HH:MM'}
        value={field.value}
        onChange={field.onChange}
        onBlur={() => {
          field.onBlur();
          onLeave();
        }}
        {...problemProps(isDisabled ? undefined : problem)}
      />
      {read?.ok && !problem && (
        <Text as="p" variant="body-small" color="secondary">
          {understoodAs(read.iso, zone)}
          {zone !== readerZone() &&
            ` · ${t('filing.times.yourTime', {
              time: understoodAs(read.iso, readerZone()),
            })}`}
        </Text>
      )}
      {read?.ok && read.ambiguous && (
        <div
          role="group"
          aria-label={t('filing.times.ambiguous', {
            wall: read.ambiguous.wall,
          })}
          className={styles.ambiguous}
        >
          <Text as="p" variant="body-small">
            {t('filing.times.ambiguous', { wall: read.ambiguous.wall })}
          </Text>
          {read.ambiguous.choices.map((choice, index) => (
            <Button
              key={choice.text}
              size="small"
              variant={choice.iso === read.iso ? 'primary' : 'secondary'}
              aria-pressed={choice.iso === read.iso}
              onPress={() => onChoose(choice.text)}
            >
              {t(index === 0 ? 'filing.times.first' : 'filing.times.second', {
                offset: `UTC${choice.offset}`,
              })}
            </Button>
          ))}
        </div>
      )}
    </div>
  );
}

function understoodAs(iso: string, zone: string): string {
  const time = DateTime.fromISO(iso, { zone });
  const otherYear = time.year !== DateTime.now().setZone(zone).year;
  return time.toLocaleString({
    weekday: 'short',
    day: 'numeric',
    month: 'short',
    year: otherYear ? 'numeric' : undefined,
    hour: '2-digit',
    minute: '2-digit',
    hourCycle: 'h23',
    timeZoneName: 'short',
  });
}
