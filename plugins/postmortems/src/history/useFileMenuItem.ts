import { stringifyEntityRef } from '@backstage/catalog-model';
import { useTranslationRef } from '@backstage/core-plugin-api/alpha';
import { useEntity } from '@backstage/plugin-catalog-react';
import { useFiling } from '../shared';
import { postmortemsTranslationRef } from '../translation';

/** The entry of an entity's context menu. */
export function useFileMenuItem() {
  const { t } = useTranslationRef(postmortemsTranslationRef);
  const { entity } = useEntity();
  const filing = useFiling();
  return {
    title: t('shared.file.action'),
    href: filing.href({ entityRef: stringifyEntityRef(entity) }),
    disabled: !filing.allowed,
  };
}
