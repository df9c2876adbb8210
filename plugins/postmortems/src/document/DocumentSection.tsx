import { useApi } from '@backstage/core-plugin-api';
import { useTranslationRef } from '@backstage/core-plugin-api/alpha';
import { assertError, ResponseError } from '@backstage/errors';
import { Alert, Button, ButtonIcon } from '@backstage/ui';
import type { Section } from '@hindsight/plugin-postmortems-common';
import { RiLink, RiPencilLine } from '@remixicon/react';
import { type RefObject, useEffect, useRef, useState } from 'react';
import { EntityRefLink } from '@backstage/plugin-catalog-react';
import { postmortemsApiRef } from '../api';
import { MarkdownEditor, MarkdownView } from '../markdown';
import { Moment, onPanel, useProblemText } from '../shared';
import { postmortemsTranslationRef } from '../translation';
import styles from './DocumentSection.module.css';
import { SectionConflict } from './SectionConflict';
import { useSectionDraft } from './useSectionDraft';

function isStale(error: { message: string }): boolean {
  return error instanceof ResponseError && error.response.status === 412;
}

/**
 * A section of the document, read until somebody clicks it, then edited in its place. What is
 * typed is kept until it is saved or dropped on purpose.
 */
export function DocumentSection(props: {
  postmortemId: string;
  section: Section;
  canEdit: boolean;
  onSaved: (section: Section) => void;
  /** Asks for the section as it is stored now. */
  onReload: () => Promise<Section | undefined>;
  onCopyLink: (key: string) => void;
}) {
  const { postmortemId, section, canEdit, onSaved, onReload, onCopyLink } =
    props;
  const api = useApi(postmortemsApiRef);
  const { t } = useTranslationRef(postmortemsTranslationRef);
  const problemText = useProblemText();
  const { draft, keep, drop } = useSectionDraft(postmortemId, section.key);
  const [isEditing, setEditing] = useState(false);
  const [isSaving, setSaving] = useState(false);
  const [error, setError] = useState<{ message: string }>();
  const [current, setCurrent] = useState<Section>();
  const editButton = useRef<HTMLButtonElement>(null);
  const isReturning = useRef(false);
  const headingId = `section-${section.key}`;
  const text = draft?.markdown ?? section.markdown;
  const isChanged = draft !== undefined && draft.markdown !== section.markdown;

  const leave = () => {
    isReturning.current = true;
    setEditing(false);
    setError(undefined);
  };
  // Back to where the keyboard came from, once the button is there again.
  useEffect(() => {
    if (!isEditing && isReturning.current) {
      isReturning.current = false;
      editButton.current?.focus();
    }
  }, [isEditing]);

  const save = async () => {
    if (!isChanged) {
      drop();
      leave();
      return;
    }
    setSaving(true);
    setError(undefined);
    try {
      const saved = await api.saveSection(
        postmortemId,
        section.key,
        draft.markdown,
        draft.etag,
      );
      drop();
      setCurrent(undefined);
      onSaved(saved);
      leave();
    } catch (thrown) {
      assertError(thrown);
      if (isStale(thrown)) {
        const stored = await onReload().catch(() => undefined);
        setCurrent(stored);
        setError(stored ? undefined : thrown);
      } else {
        setError(thrown);
      }
    } finally {
      setSaving(false);
    }
  };

  const change = (markdown: string) =>
    keep({ markdown, etag: draft?.etag ?? section.etag });

  const discard = () => {
    drop();
    setCurrent(undefined);
    setError(undefined);
    setEditing(false);
  };

  const startEditing = () => {
    setEditing(true);
    // Somebody saved since this text was begun: say so before more is typed into it.
    if (
      draft &&
      draft.etag !== section.etag &&
      draft.markdown !== section.markdown
    ) {
      setCurrent(section);
    }
  };

  return (
    <section
      aria-labelledby={headingId}
      className={`${styles.root} ${isEditing ? onPanel : ''}`}
      data-editing={isEditing || undefined}
    >
      <div className={styles.head}>
        <h2 id={headingId} className={styles.title}>
          {section.title}
        </h2>
        <span className={styles.tools}>
          <ButtonIcon
            size="small"
            variant="tertiary"
            icon={<RiLink />}
            aria-label={t('document.copyLink', { section: section.title })}
            onPress={() => onCopyLink(section.key)}
          />
          {canEdit && !isEditing && (
            <Button
              ref={editButton}
              size="small"
              variant="tertiary"
              iconStart={<RiPencilLine />}
              aria-label={t('document.editSection', { section: section.title })}
              onPress={startEditing}
            >
              {t('document.edit')}
            </Button>
          )}
        </span>
      </div>
      {isEditing ? (
        <>
          {current && draft && (
            <SectionConflict
              current={current}
              postmortemId={postmortemId}
              onUseCurrent={() => {
                keep({
                  markdown: `${current.markdown}\n\n${draft.markdown}`,
                  etag: current.etag,
                });
                setCurrent(undefined);
              }}
              onKeepMine={() => {
                keep({ markdown: draft.markdown, etag: current.etag });
                setCurrent(undefined);
              }}
              onDrop={discard}
            />
          )}
          {error && (
            <Alert
              mb="3"
              status="danger"
              icon
              role="alert"
              title={t('document.saveFailed')}
              description={problemText(error)}
            />
          )}
          <MarkdownEditor
            value={text}
            onChange={change}
            label={section.title}
            help={section.help}
            postmortemId={postmortemId}
            onSave={save}
            onCancel={leave}
            isSaving={isSaving}
          />
        </>
      ) : (
        <>
          {isChanged && (
            <Alert
              mb="3"
              status="warning"
              icon
              title={t('document.kept')}
              customActions={
                <>
                  <Button
                    size="small"
                    variant="secondary"
                    onPress={startEditing}
                  >
                    {t('document.resume')}
                  </Button>
                  <Button size="small" variant="tertiary" onPress={discard}>
                    {t('document.discard')}
                  </Button>
                </>
              }
            />
          )}
          <SectionText
            section={section}
            postmortemId={postmortemId}
            onOpen={canEdit ? startEditing : undefined}
          />
        </>
      )}
    </section>
  );
}

/** The section as it reads. A click into it opens the editor, unless it selects or follows. */
function SectionText(props: {
  section: Section;
  postmortemId: string;
  onOpen?: () => void;
}) {
  const { section, postmortemId, onOpen } = props;
  const { t } = useTranslationRef(postmortemsTranslationRef);
  const isEmpty = section.markdown.trim() === '';
  const frame = useRef<HTMLDivElement>(null);
  useOpenOnClick(frame, onOpen);
  return (
    <div ref={frame} className={onOpen && styles.editable}>
      {isEmpty ? (
        <div className={styles.empty}>
          <p>
            {onOpen
              ? t('document.emptySectionWrite')
              : t('document.emptySection')}
          </p>
          {onOpen && <p>{section.help}</p>}
          {section.required && onOpen && <p>{t('document.required')}</p>}
        </div>
      ) : (
        <MarkdownView markdown={section.markdown} postmortemId={postmortemId} />
      )}
      {section.updatedBy && (
        <p className={styles.edited}>
          {t('document.lastEdited')}{' '}
          <Moment iso={section.updatedAt} format="relative" />{' '}
          {t('document.by')}{' '}
          <EntityRefLink entityRef={section.updatedBy} hideIcon />
        </p>
      )}
    </div>
  );
}

/**
 * A shortcut of the mouse alone: the keyboard has the Edit button. A click that selects text or
 * follows a link opens nothing.
 */
function useOpenOnClick(
  frame: RefObject<HTMLDivElement>,
  onOpen: (() => void) | undefined,
) {
  useEffect(() => {
    const element = frame.current;
    if (!element || !onOpen) {
      return undefined;
    }
    const onClick = (event: MouseEvent) => {
      const selects = (window.getSelection()?.toString() ?? '') !== '';
      const follows =
        event.target instanceof Element &&
        event.target.closest('a, button, pre, table');
      if (!selects && !follows) {
        onOpen();
      }
    };
    element.addEventListener('click', onClick);
    return () => element.removeEventListener('click', onClick);
  }, [frame, onOpen]);
}
