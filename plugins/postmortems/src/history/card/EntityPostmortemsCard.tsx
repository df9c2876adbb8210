import { EntityInfoCard } from '@backstage/plugin-catalog-react';
import { useTranslationRef } from '@backstage/core-plugin-api/alpha';
import { postmortemsTranslationRef } from '../../translation';

/** The history of an entity on its overview. */
export function EntityPostmortemsCard() {
  const { t } = useTranslationRef(postmortemsTranslationRef);
  return <EntityInfoCard title={t('history.card.title')} />;
}
