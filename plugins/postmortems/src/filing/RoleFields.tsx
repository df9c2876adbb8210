import { useTranslationRef } from '@backstage/core-plugin-api/alpha';
import { EntityDisplayName } from '@backstage/plugin-catalog-react';
import { Button, ButtonIcon, Text } from '@backstage/ui';
import { RiAddLine, RiCloseLine } from '@remixicon/react';
import { useSettings } from '../shared';
import { postmortemsTranslationRef } from '../translation';
import { EntityPicker } from './EntityPicker';
import { useFilingField } from './fields';
import styles from './Filing.module.css';
import type { FilingValues } from './filingValues';

/** Kinds of entities that people answer under. */
export const PEOPLE_KINDS = ['user', 'group'];

/** Who did what in the incident. */
export function RoleFields() {
  const { t } = useTranslationRef(postmortemsTranslationRef);
  const { settings } = useSettings();
  const { field, ref, problem } = useFilingField('roles');
  const roles = field.value;
  const offered = settings?.incidentRoles ?? [];
  const titleOf = (key: string) =>
    offered.find(role => role.key === key)?.title ?? key;

  const change = (next: FilingValues['roles']) => field.onChange(next);
  const without = (index: number) => roles.filter((_, at) => at !== index);

  if (offered.length === 0 && roles.length === 0) {
    return null;
  }
  return (
    <section className={styles.group} aria-labelledby="filing-roles" ref={ref}>
      <Text as="h4" className={styles.legend} id="filing-roles">
        {t('filing.touched.people')}
      </Text>
      <Text as="p" variant="body-small" color="secondary">
        {t('filing.touched.peopleHelp')}
      </Text>
      {problem && (
        <Text as="p" variant="body-small" color="danger" role="alert">
          {problem}
        </Text>
      )}
      {roles.length > 0 && (
        <ul className={styles.rows} aria-labelledby="filing-roles">
          {roles.map(({ role, entityRef }, index) => {
            const title = titleOf(role);
            return (
              <li
                // A role may be held by several; only its place tells them apart.
                key={`${role}-${index}`}
                className={styles.row}
              >
                {entityRef ? (
                  <>
                    <Text as="span" color="secondary">
                      {title}
                    </Text>
                    <span className={styles.rowName}>
                      <EntityDisplayName entityRef={entityRef} />
                    </span>
                  </>
                ) : (
                  <div className={styles.rowName}>
                    <EntityPicker
                      label={t('filing.touched.person', { role: title })}
                      placeholder={t('filing.touched.personPlaceholder')}
                      kinds={PEOPLE_KINDS}
                      onPick={picked =>
                        change(
                          roles.map((old, at) =>
                            at === index ? { role, entityRef: picked } : old,
                          ),
                        )
                      }
                    />
                  </div>
                )}
                <ButtonIcon
                  icon={<RiCloseLine />}
                  variant="tertiary"
                  aria-label={t('filing.actions.remove', { name: title })}
                  onPress={() => change(without(index))}
                />
              </li>
            );
          })}
        </ul>
      )}
      <div className={styles.buttons}>
        {offered.map(role => (
          <Button
            key={role.key}
            size="small"
            variant="secondary"
            iconStart={<RiAddLine />}
            onPress={() =>
              change([...roles, { role: role.key, entityRef: '' }])
            }
          >
            {t('filing.touched.addRole', { role: role.title })}
          </Button>
        ))}
      </div>
    </section>
  );
}
