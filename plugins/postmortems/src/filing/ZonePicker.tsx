import { useTranslationRef } from '@backstage/core-plugin-api/alpha';
import { Select } from '@backstage/ui';
import { DateTime } from 'luxon';
import { useMemo } from 'react';
import { postmortemsTranslationRef } from '../translation';

/** The reader's own zone, an IANA name. */
export function readerZone(): string {
  return DateTime.local().zoneName;
}

/** The time zone in which times are typed: the reader's, UTC, or any other. */
export function ZonePicker(props: {
  zone: string;
  onChange(zone: string): void;
}) {
  const { zone, onChange } = props;
  const { t } = useTranslationRef(postmortemsTranslationRef);
  const options = useMemo(() => {
    const own = readerZone();
    const near = [...new Set([own, 'UTC', zone])];
    const option = (name: string) => ({
      id: name,
      label: name === own ? `${name} · ${t('filing.times.yours')}` : name,
      description: offsetOf(name),
    });
    return [
      { title: t('filing.times.proposedZones'), options: near.map(option) },
      {
        title: t('filing.times.allZones'),
        options: Intl.supportedValuesOf('timeZone')
          .filter(name => !near.includes(name))
          .map(option),
      },
    ];
  }, [t, zone]);

  return (
    <Select
      label={t('filing.times.zone')}
      options={options}
      search={{
        placeholder: t('filing.times.zoneSearch'),
        // `new york` finds America/New_York.
        filter: (item, query) =>
          `${item.label} ${item.description ?? ''}`
            .replace(/[_/]/g, ' ')
            .toLocaleLowerCase()
            .includes(query.replace(/[_/]/g, ' ').trim().toLocaleLowerCase()),
      }}
      value={zone}
      onChange={key => {
        if (typeof key === 'string') {
          onChange(key);
        }
      }}
    />
  );
}

function offsetOf(zone: string): string {
  return DateTime.now().setZone(zone).toFormat("'UTC'ZZ");
}
