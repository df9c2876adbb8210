import { useTranslationRef } from '@backstage/core-plugin-api/alpha';
import { Button, ToggleButton, ToggleButtonGroup } from '@backstage/ui';
import { DateTime } from 'luxon';
import { useEffect, useState } from 'react';
import { postmortemsTranslationRef } from '../../translation';
import { RANGES, type ListStateHandle } from '../list';
import styles from './PeriodPicker.module.css';

/** Which period chart, figures and rows cover: by one click, or from day to day. */
export function PeriodPicker(props: {
  list: ListStateHandle;
  /** What the chart shows. */
  period: { from: Date; to: Date };
}) {
  const { list, period } = props;
  const { state, update } = list;
  const { t } = useTranslationRef(postmortemsTranslationRef);
  const custom = state.from !== undefined || state.to !== undefined;

  return (
    <div
      className={styles.picker}
      role="group"
      aria-label={t('history.range.label')}
    >
      <ToggleButtonGroup
        aria-label={t('history.range.label')}
        selectionMode="single"
        disallowEmptySelection={!custom}
        selectedKeys={custom ? [] : [state.range]}
        onSelectionChange={keys => {
          const range = RANGES.find(value => new Set(keys).has(value));
          update({ range, from: undefined, to: undefined });
        }}
      >
        {RANGES.map(range => (
          <ToggleButton key={range} id={range} size="small">
            {t(`history.range.${range}`)}
          </ToggleButton>
        ))}
      </ToggleButtonGroup>
      <Day
        label={t('history.range.from')}
        value={state.from}
        fallback={period.from}
        onChange={from => update({ from })}
      />
      <Day
        label={t('history.range.to')}
        value={state.to}
        fallback={period.to}
        onChange={to => update({ to })}
      />
      {custom && (
        <Button
          size="small"
          variant="tertiary"
          onPress={() => update({ from: undefined, to: undefined })}
        >
          {t('history.range.zoomOut', {
            range: t(`history.range.${state.range}`),
          })}
        </Button>
      )}
    </div>
  );
}

function Day(props: {
  label: string;
  value: string | undefined;
  /** Shown where nobody has chosen a day. */
  fallback: Date;
  onChange(day: string | undefined): void;
}) {
  const { label, value, fallback, onChange } = props;
  const shown = value ?? DateTime.fromJSDate(fallback).toISODate() ?? '';
  const [typed, setTyped] = useState(shown);
  useEffect(() => setTyped(shown), [shown]);

  // While one types a year, days like 0002-11-03 come by; they count once the field is left.
  const commit = () => {
    if (typed !== shown) {
      onChange(typed || undefined);
    }
  };
  return (
    <label className={styles.day}>
      <span>{label}</span>
      <input
        type="date"
        value={typed}
        onChange={event => setTyped(event.target.value)}
        onBlur={commit}
        onKeyDown={event => {
          if (event.key === 'Enter') {
            commit();
          }
        }}
      />
    </label>
  );
}
