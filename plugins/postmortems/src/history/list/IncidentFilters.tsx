import { useTranslationRef } from '@backstage/core-plugin-api/alpha';
import { Button, SearchField, Select } from '@backstage/ui';
import {
  incidentKindSchema,
  incidentOrderSchema,
  incidentStatusSchema,
  UNDETERMINED_SEVERITY,
} from '@hindsight/plugin-postmortems-common';
import { RiFilterOffLine } from '@remixicon/react';
import { useEffect, useState } from 'react';
import useDebounce from 'react-use/esm/useDebounce';
import { severityStep, SeverityShape, useSettings } from '../../shared';
import { postmortemsTranslationRef } from '../../translation';
import styles from './IncidentFilters.module.css';
import {
  isFiltered,
  NO_FILTERS,
  POSTMORTEM_FILTERS,
  type ListState,
} from './listState';
import type { ListStateHandle } from './useListState';

const ANY = 'any';

/** Milliseconds without a key before the text is searched. */
const TYPING_PAUSE = 300;

/** What narrows the list, and its order. */
export function IncidentFilters(props: { list: ListStateHandle }) {
  const { state, update } = props.list;
  const { t } = useTranslationRef(postmortemsTranslationRef);
  const { scale } = useSettings();
  const any = t('history.filters.any');

  return (
    <div
      className={styles.filters}
      role="group"
      aria-label={t('history.filters.label')}
    >
      <TextFilter
        text={state.text}
        onChange={text => update({ text }, { replace: true })}
      />
      <Select
        className={styles.select}
        label={t('history.filters.severity')}
        placeholder={any}
        selectionMode="multiple"
        value={state.severity}
        onChange={keys => update({ severity: keys.map(String) })}
        options={[
          ...scale.severities.map(({ name }) => ({
            id: name,
            label: name,
            leadingIcon: <SeverityShape step={severityStep(scale, name)} />,
          })),
          {
            id: UNDETERMINED_SEVERITY,
            label: t('shared.severity.undetermined'),
            leadingIcon: <SeverityShape step={undefined} />,
          },
        ]}
      />
      <Select
        className={styles.select}
        label={t('history.filters.status')}
        placeholder={any}
        selectionMode="multiple"
        value={state.status}
        onChange={keys =>
          update({ status: among(incidentStatusSchema.options, keys) })
        }
        options={incidentStatusSchema.options.map(status => ({
          id: status,
          label: t(`shared.incidentStatus.${status}`),
        }))}
      />
      <Select
        className={styles.select}
        label={t('history.filters.kind')}
        placeholder={any}
        selectionMode="multiple"
        value={state.kind}
        onChange={keys =>
          update({ kind: among(incidentKindSchema.options, keys) })
        }
        options={incidentKindSchema.options.map(kind => ({
          id: kind,
          label: t(`shared.incidentKind.${kind}`),
        }))}
      />
      <Select
        className={styles.select}
        label={t('history.filters.postmortem')}
        selectionMode="single"
        value={state.postmortem ?? ANY}
        onChange={key =>
          update({
            postmortem: POSTMORTEM_FILTERS.find(value => value === key),
          })
        }
        options={[
          { id: ANY, label: any },
          ...POSTMORTEM_FILTERS.map(value => ({
            id: value,
            label: t(`history.filters.postmortemValue.${value}`),
          })),
        ]}
      />
      <Select
        className={styles.select}
        label={t('history.filters.order')}
        selectionMode="single"
        value={state.order}
        onChange={key =>
          update({
            order: incidentOrderSchema.options.find(value => value === key),
          })
        }
        options={incidentOrderSchema.options.map(order => ({
          id: order,
          label: t(`history.filters.orderValue.${order}`),
        }))}
      />
      {isFiltered(state) && <ClearFilters update={update} />}
    </div>
  );
}

/** Takes all filters away and leaves period and order. */
export function ClearFilters(props: { update: ListStateHandle['update'] }) {
  const { t } = useTranslationRef(postmortemsTranslationRef);
  return (
    <Button
      variant="tertiary"
      iconStart={<RiFilterOffLine size={16} />}
      onPress={() => props.update(NO_FILTERS)}
    >
      {t('history.filters.clear')}
    </Button>
  );
}

function TextFilter(props: {
  text: ListState['text'];
  onChange(text: string): void;
}) {
  const { text, onChange } = props;
  const { t } = useTranslationRef(postmortemsTranslationRef);
  const [typed, setTyped] = useState(text);

  // The address may change by itself: Back, a link, Clear filters.
  useEffect(() => setTyped(text), [text]);
  useDebounce(
    () => {
      if (typed !== text) {
        onChange(typed);
      }
    },
    TYPING_PAUSE,
    [typed],
  );

  return (
    <SearchField
      className={styles.search}
      size="small"
      aria-label={t('history.filters.text')}
      placeholder={t('history.filters.textPlaceholder')}
      value={typed}
      maxLength={200}
      onChange={setTyped}
    />
  );
}

function among<T extends string>(
  values: readonly T[],
  keys: ReadonlyArray<string | number>,
): T[] {
  return values.filter(value => keys.includes(value));
}
