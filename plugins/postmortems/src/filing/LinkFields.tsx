import { useTranslationRef } from '@backstage/core-plugin-api/alpha';
import { Button, ButtonIcon, Text } from '@backstage/ui';
import { RiAddLine, RiCloseLine } from '@remixicon/react';
import { useFieldArray, useFormContext } from 'react-hook-form';
import { postmortemsTranslationRef } from '../translation';
import { FilingTextField } from './fields';
import styles from './Filing.module.css';
import type { FilingValues } from './filingValues';

/** Addresses of what belongs to the incident. */
export function LinkFields() {
  const { t } = useTranslationRef(postmortemsTranslationRef);
  const { control, getValues, setValue } = useFormContext<FilingValues>();
  const { fields, append, remove } = useFieldArray({ control, name: 'links' });

  /** People write addresses as they say them. */
  const complete = (index: number) => {
    const url = getValues(`links.${index}.url`).trim();
    if (/^[\w-]+(\.[\w-]+)+([/?#:]|$)/.test(url)) {
      setValue(`links.${index}.url`, `https://${url}`, {
        shouldDirty: true,
        shouldValidate: true,
      });
    }
  };

  return (
    <fieldset className={styles.group}>
      <legend className={styles.legend}>{t('filing.happened.links')}</legend>
      <Text as="p" variant="body-small" color="secondary">
        {t('filing.happened.linksHelp')}
      </Text>
      {fields.map((field, index) => {
        const number = String(index + 1);
        return (
          <div key={field.id} className={styles.linkRow}>
            <FilingTextField
              name={`links.${index}.url`}
              aria-label={t('filing.happened.linkUrl', { number })}
              placeholder="https://"
              type="url"
              onBlur={() => complete(index)}
            />
            <FilingTextField
              name={`links.${index}.title`}
              aria-label={t('filing.happened.linkTitle', { number })}
              placeholder={t('filing.happened.title')}
            />
            <ButtonIcon
              icon={<RiCloseLine />}
              variant="tertiary"
              aria-label={t('filing.actions.remove', {
                name: t('filing.happened.link', { number }),
              })}
              onPress={() => remove(index)}
            />
          </div>
        );
      })}
      <div>
        <Button
          size="small"
          variant="secondary"
          iconStart={<RiAddLine />}
          onPress={() => append({ url: '', title: '' })}
        >
          {t('filing.happened.addLink')}
        </Button>
      </div>
    </fieldset>
  );
}
