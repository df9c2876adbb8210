import { useTranslationRef } from '@backstage/core-plugin-api/alpha';
import { EntityDisplayName } from '@backstage/plugin-catalog-react';
import {
  Button,
  ButtonIcon,
  Radio,
  RadioGroup,
  Skeleton,
  Text,
} from '@backstage/ui';
import { RiAddLine, RiCloseLine } from '@remixicon/react';
import { postmortemsTranslationRef } from '../translation';
import { EntityPicker } from './EntityPicker';
import { useFilingField } from './fields';
import styles from './Filing.module.css';
import { type FilingValues, TOUCHED_KINDS } from './filingValues';
import { RoleFields } from './RoleFields';
import { useEntityNames } from './useEntityNames';
import { CLOSENESS, type Neighbour, useNeighbours } from './useNeighbours';

type Touched = FilingValues['affected'][number];

/** The second step: what the incident touched, and who did what. */
export function TouchedStep(props: { entityRef?: string }) {
  const { entityRef } = props;
  const { t } = useTranslationRef(postmortemsTranslationRef);
  const { field, ref, problem } = useFilingField('affected');
  const touched = field.value;
  const refs = touched.map(item => item.entityRef);
  const around = entityRef ?? refs[0];
  const neighbours = useNeighbours(around);
  const proposed = (neighbours.value ?? []).filter(
    item => !refs.includes(item.entityRef),
  );
  const nameOf = useEntityNames([
    ...refs,
    ...proposed.map(item => item.entityRef),
    ...(around ? [around] : []),
  ]);

  const change = (next: Touched[]) => field.onChange(next);
  const add = (added: string, role: Touched['role']) =>
    change([...touched, { entityRef: added, role }]);

  return (
    <div className={styles.step}>
      <section className={styles.group} aria-labelledby="filing-touched">
        <Text as="h4" className={styles.legend} id="filing-touched">
          {t('filing.touched.entities')}
        </Text>
        <Text as="p" variant="body-small" color="secondary">
          {t('filing.touched.entitiesHelp')}
        </Text>
        {touched.length === 0 ? (
          <Text as="p" color="secondary">
            {t('filing.touched.none')}
          </Text>
        ) : (
          <ul className={styles.rows} aria-labelledby="filing-touched">
            {touched.map((item, index) => (
              <TouchedRow
                key={item.entityRef}
                item={item}
                name={nameOf(item.entityRef)}
                onRole={role =>
                  change(
                    touched.map((old, at) =>
                      at === index ? { ...old, role } : old,
                    ),
                  )
                }
                onRemove={() => change(touched.filter((_, at) => at !== index))}
              />
            ))}
          </ul>
        )}
        <EntityPicker
          ref={ref}
          label={t('filing.touched.search')}
          placeholder={t('filing.touched.searchPlaceholder')}
          kinds={TOUCHED_KINDS}
          except={refs}
          problem={problem}
          onPick={picked => add(picked, 'affected')}
          onBlur={field.onBlur}
        />
        {neighbours.loading && !neighbours.value && (
          <Skeleton width="100%" height="64px" />
        )}
        {neighbours.error && (
          <Text as="p" variant="body-small" color="secondary" role="status">
            {t('filing.touched.proposalsFailed')}
          </Text>
        )}
        {around && proposed.length > 0 && (
          <Proposals
            around={nameOf(around)}
            proposed={proposed}
            nameOf={nameOf}
            onAdd={add}
          />
        )}
      </section>
      <RoleFields />
    </div>
  );
}

function TouchedRow(props: {
  item: Touched;
  name: string;
  onRole(role: Touched['role']): void;
  onRemove(): void;
}) {
  const { item, name, onRole, onRemove } = props;
  const { t } = useTranslationRef(postmortemsTranslationRef);
  return (
    <li className={styles.row}>
      <span className={styles.rowName}>
        <EntityDisplayName entityRef={item.entityRef} />
      </span>
      <RadioGroup
        aria-label={t('filing.touched.role', { name })}
        orientation="horizontal"
        value={item.role}
        onChange={role => onRole(role === 'cause' ? 'cause' : 'affected')}
      >
        <Radio value="affected">{t('filing.touched.affected')}</Radio>
        <Radio value="cause">{t('filing.touched.cause')}</Radio>
      </RadioGroup>
      <ButtonIcon
        icon={<RiCloseLine />}
        variant="tertiary"
        aria-label={t('filing.actions.remove', { name })}
        onPress={onRemove}
      />
    </li>
  );
}

function Proposals(props: {
  around: string;
  proposed: Neighbour[];
  nameOf(ref: string): string;
  onAdd(entityRef: string, role: Touched['role']): void;
}) {
  const { around, proposed, nameOf, onAdd } = props;
  const { t } = useTranslationRef(postmortemsTranslationRef);
  return (
    <div
      role="group"
      aria-labelledby="filing-neighbours"
      className={styles.proposals}
    >
      <Text as="p" variant="body-small" weight="bold" id="filing-neighbours">
        {t('filing.touched.proposals', { name: around })}
      </Text>
      {CLOSENESS.map(closeness => {
        const near = proposed.filter(item => item.closeness === closeness);
        return (
          near.length > 0 && (
            <div key={closeness} className={styles.proposalRow}>
              <Text as="span" variant="body-small" color="secondary">
                {t(`filing.touched.relation.${closeness}`)}
              </Text>
              <div className={styles.buttons}>
                {near.map(({ entityRef }) => (
                  <Button
                    key={entityRef}
                    size="small"
                    variant="secondary"
                    iconStart={<RiAddLine />}
                    aria-label={t('filing.actions.add', {
                      name: nameOf(entityRef),
                    })}
                    onPress={() =>
                      // What it depends on has more often caused it than suffered with it.
                      onAdd(
                        entityRef,
                        closeness === 'dependencies' ? 'cause' : 'affected',
                      )
                    }
                  >
                    {nameOf(entityRef)}
                  </Button>
                ))}
              </div>
            </div>
          )
        );
      })}
    </div>
  );
}
