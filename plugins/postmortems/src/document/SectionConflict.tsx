import { useTranslationRef } from '@backstage/core-plugin-api/alpha';
import { Alert, Button } from '@backstage/ui';
import type { Section } from '@hindsight/plugin-postmortems-common';
import { MarkdownView } from '../markdown';
import { postmortemsTranslationRef } from '../translation';
import styles from './DocumentSection.module.css';

/** Shows what somebody else saved meanwhile, and the ways on. */
export function SectionConflict(props: {
  current: Section;
  postmortemId: string;
  onUseCurrent: () => void;
  onKeepMine: () => void;
  onDrop: () => void;
}) {
  const { current, postmortemId, onUseCurrent, onKeepMine, onDrop } = props;
  const { t } = useTranslationRef(postmortemsTranslationRef);
  return (
    <div className={styles.conflict}>
      <Alert
        status="warning"
        icon
        role="alert"
        title={t('document.conflict.title')}
        description={t('document.conflict.description')}
        customActions={
          <>
            <Button size="small" variant="secondary" onPress={onUseCurrent}>
              {t('document.conflict.useCurrent')}
            </Button>
            <Button size="small" variant="tertiary" onPress={onKeepMine}>
              {t('document.conflict.keepMine')}
            </Button>
            <Button size="small" variant="tertiary" onPress={onDrop}>
              {t('document.conflict.drop')}
            </Button>
          </>
        }
      />
      <h3 className={styles.conflictTitle}>{t('document.conflict.current')}</h3>
      <MarkdownView markdown={current.markdown} postmortemId={postmortemId} />
    </div>
  );
}
