import { alertApiRef, useApi } from '@backstage/core-plugin-api';
import { useTranslationRef } from '@backstage/core-plugin-api/alpha';
import { usePermission } from '@backstage/plugin-permission-react';
import { Container, Text } from '@backstage/ui';
import {
  type Postmortem,
  postmortemUpdatePermission,
  type Section,
} from '@hindsight/plugin-postmortems-common';
import { useCallback, useEffect, useState } from 'react';
import { useLocation, useParams } from 'react-router-dom';
import useAsyncRetry from 'react-use/esm/useAsyncRetry';
import useCopyToClipboard from 'react-use/esm/useCopyToClipboard';
import { postmortemsApiRef } from '../api';
import { IncidentFacts, RecordPageState } from '../incident';
import { postmortemsTranslationRef } from '../translation';
import { DocumentHeader } from './DocumentHeader';
import styles from './DocumentPage.module.css';
import { DocumentSection } from './DocumentSection';
import { PeoplePanel } from './PeoplePanel';
import { TableOfContents } from './TableOfContents';

/** A postmortem by its reference, read and edited section by section. */
export function DocumentPage() {
  const { reference = '' } = useParams();
  const api = useApi(postmortemsApiRef);
  const loaded = useAsyncRetry(
    () => api.getPostmortem(reference),
    [api, reference],
  );
  const [document, setDocument] = useState<Postmortem>();
  useEffect(() => setDocument(loaded.value), [loaded.value]);
  if (!document) {
    return (
      <RecordPageState room="document" reference={reference} loaded={loaded} />
    );
  }
  return <LoadedDocument document={document} onChange={setDocument} />;
}

function withSection(document: Postmortem, section: Section): Postmortem {
  return {
    ...document,
    sections: document.sections.map(existing =>
      existing.key === section.key ? section : existing,
    ),
  };
}

function LoadedDocument(props: {
  document: Postmortem;
  onChange: (document: Postmortem) => void;
}) {
  const { document, onChange } = props;
  const api = useApi(postmortemsApiRef);
  const alertApi = useApi(alertApiRef);
  // Works over plain HTTP, too, where browsers keep their own clipboard closed.
  const [, copyToClipboard] = useCopyToClipboard();
  const { t } = useTranslationRef(postmortemsTranslationRef);
  const permission = usePermission({
    permission: postmortemUpdatePermission,
    resourceRef: document.id,
  });
  const isDraft = document.status === 'draft';
  const canEdit = isDraft && permission.allowed;
  useScrollToSection();

  const onSaved = (section: Section) =>
    onChange(withSection(document, section));

  const onReload = async (key: string) => {
    const stored = await api.getPostmortem(document.id);
    onChange(stored);
    return stored.sections.find(section => section.key === key);
  };

  const onCopyLink = useCallback(
    (key: string) => {
      const url = new URL(window.location.href);
      url.hash = `section-${key}`;
      copyToClipboard(url.toString());
      alertApi.post({
        message: t('document.linkCopied'),
        severity: 'success',
        display: 'transient',
      });
    },
    [alertApi, copyToClipboard, t],
  );

  const readOnly = readOnlyReason(document, permission);
  return (
    <Container>
      <article className={styles.root}>
        <DocumentHeader document={document} />
        {readOnly && (
          <Text variant="body-small" color="secondary">
            {t(`document.readOnly.${readOnly}`)}
          </Text>
        )}
        <div className={styles.columns}>
          <div className={styles.text}>
            {document.sections.map(section => (
              <DocumentSection
                key={section.key}
                postmortemId={document.id}
                section={section}
                canEdit={canEdit}
                onSaved={onSaved}
                onReload={() => onReload(section.key)}
                onCopyLink={onCopyLink}
              />
            ))}
          </div>
          <aside className={styles.rail} aria-label={t('incident.facts')}>
            <TableOfContents sections={document.sections} />
            <PeoplePanel
              document={document}
              canEdit={canEdit}
              onChange={onChange}
            />
            <IncidentFacts incident={document.incident} />
          </aside>
        </div>
      </article>
    </Container>
  );
}

function readOnlyReason(
  document: Postmortem,
  permission: { loading: boolean; allowed: boolean },
): 'published' | 'other' | 'permission' | undefined {
  if (document.status === 'published') {
    return 'published';
  }
  if (document.status !== 'draft') {
    return 'other';
  }
  return permission.loading || permission.allowed ? undefined : 'permission';
}

/** Goes to the section that the address names; it was not there when the browser looked. */
function useScrollToSection() {
  const { hash } = useLocation();
  useEffect(() => {
    if (hash.startsWith('#section-')) {
      document
        .getElementById(decodeURIComponent(hash.slice(1)))
        ?.scrollIntoView();
    }
  }, [hash]);
}
