import { useTranslationRef } from '@backstage/core-plugin-api/alpha';
import {
  Button,
  ButtonIcon,
  Tab,
  TabList,
  TabPanel,
  Tabs,
} from '@backstage/ui';
import {
  RiBold,
  RiCodeLine,
  RiDoubleQuotesL,
  RiHeading,
  RiImageAddLine,
  RiItalic,
  RiLinkM,
  RiListOrdered2,
  RiListUnordered,
} from '@remixicon/react';
import { type ReactElement, useEffect, useId, useRef, useState } from 'react';
import { postmortemsTranslationRef } from '../translation';
import {
  applyEditingCommand,
  commandOfKey,
  type EditingCommand,
} from './editing';
import styles from './MarkdownEditor.module.css';
import { MarkdownView } from './MarkdownView';
import { useImageUpload } from './useImageUpload';

const TOOLS: Array<{ command: EditingCommand; icon: ReactElement }> = [
  { command: 'bold', icon: <RiBold /> },
  { command: 'italic', icon: <RiItalic /> },
  { command: 'heading', icon: <RiHeading /> },
  { command: 'list', icon: <RiListUnordered /> },
  { command: 'orderedList', icon: <RiListOrdered2 /> },
  { command: 'quote', icon: <RiDoubleQuotesL /> },
  { command: 'code', icon: <RiCodeLine /> },
  { command: 'link', icon: <RiLinkM /> },
];

/** Rows of the text field: it grows with its text between these. */
const MIN_ROWS = 8;
const MAX_ROWS = 40;

/**
 * A Markdown field with a toolbar, a preview, and images that are pasted, dropped or chosen.
 * Ctrl or ⌘ with Enter saves, Escape leaves.
 */
export function MarkdownEditor(props: {
  value: string;
  onChange: (value: string) => void;
  label: string;
  /** What belongs here. */
  help?: string;
  postmortemId: string;
  onSave: () => void;
  onCancel: () => void;
  isSaving?: boolean;
}) {
  const { value, onChange, label, help, postmortemId, onCancel, isSaving } =
    props;
  const { t } = useTranslationRef(postmortemsTranslationRef);
  const field = useRef<HTMLTextAreaElement>(null);
  const filePicker = useRef<HTMLInputElement>(null);
  const [tab, setTab] = useState('write');
  const helpId = useId();
  const upload = useImageUpload(postmortemId, field, onChange);
  // The person asked for this very field by opening the editor.
  useEffect(() => field.current?.focus(), []);
  // A text saved before its images have arrived would keep their placeholders for ever.
  const canSave = !isSaving && upload.pending === 0;
  const onSave = () => {
    if (canSave) {
      props.onSave();
    }
  };
  const rows = Math.min(
    MAX_ROWS,
    Math.max(MIN_ROWS, value.split('\n').length + 2),
  );

  const onKeyDown = (event: React.KeyboardEvent) => {
    const modified = event.metaKey || event.ctrlKey;
    if (modified && event.key === 'Enter') {
      event.preventDefault();
      onSave();
    } else if (event.key === 'Escape') {
      event.preventDefault();
      onCancel();
    } else if (modified && !event.altKey && field.current) {
      const command = commandOfKey(event.key);
      if (command) {
        event.preventDefault();
        applyEditingCommand(field.current, command);
      }
    }
  };

  const onPaste = (event: React.ClipboardEvent) => {
    // Some programs put a file beside the text that they mean.
    const images = [...event.clipboardData.files].filter(file =>
      file.type.startsWith('image/'),
    );
    if (images.length > 0) {
      event.preventDefault();
      upload.add(images);
    }
  };

  const onDrop = (event: React.DragEvent) => {
    const files = [...event.dataTransfer.files];
    if (files.length > 0) {
      // Otherwise the browser leaves the page and opens the file.
      event.preventDefault();
      upload.add(files);
    }
  };

  return (
    <div>
      <Tabs selectedKey={tab} onSelectionChange={key => setTab(String(key))}>
        <TabList>
          <Tab id="write">{t('markdown.write')}</Tab>
          <Tab id="preview">{t('markdown.preview')}</Tab>
        </TabList>
        <TabPanel id="write" shouldForceMount className={styles.panel}>
          <div
            role="toolbar"
            aria-label={t('markdown.toolbar')}
            className={styles.toolbar}
          >
            {TOOLS.map(({ command, icon }) => (
              <ButtonIcon
                key={command}
                icon={icon}
                size="small"
                variant="tertiary"
                aria-label={t(`markdown.commands.${command}`)}
                onPress={() =>
                  field.current && applyEditingCommand(field.current, command)
                }
              />
            ))}
            <Button
              size="small"
              variant="tertiary"
              iconStart={<RiImageAddLine />}
              onPress={() => filePicker.current?.click()}
            >
              {t('markdown.addImage')}
            </Button>
            <input
              ref={filePicker}
              type="file"
              accept="image/png,image/jpeg,image/webp,image/gif"
              multiple
              hidden
              aria-label={t('markdown.addImage')}
              onChange={event => {
                upload.add([...(event.target.files ?? [])]);
                event.target.value = '';
              }}
            />
          </div>
          <textarea
            ref={field}
            className={styles.field}
            value={value}
            rows={rows}
            aria-label={label}
            aria-describedby={help ? helpId : undefined}
            readOnly={isSaving}
            spellCheck
            onChange={event => onChange(event.target.value)}
            onKeyDown={onKeyDown}
            onPaste={onPaste}
            onDragOver={event => {
              if ([...event.dataTransfer.types].includes('Files')) {
                event.preventDefault();
              }
            }}
            onDrop={onDrop}
          />
          <p id={helpId} className={styles.help}>
            {help} {t('markdown.imageHint')}
          </p>
          <div role="status" className={styles.help}>
            {upload.pending > 0 &&
              t('markdown.uploading', { count: upload.pending })}
          </div>
          {upload.error && (
            <p role="alert" className={styles.error}>
              {t('markdown.uploadFailed', { reason: upload.error })}
            </p>
          )}
        </TabPanel>
        <TabPanel id="preview" className={styles.panel}>
          {value.trim() ? (
            <MarkdownView markdown={value} postmortemId={postmortemId} />
          ) : (
            <p className={styles.help}>{t('markdown.nothingToPreview')}</p>
          )}
        </TabPanel>
      </Tabs>
      <div className={styles.actions}>
        <Button onPress={onSave} isDisabled={!canSave} isPending={isSaving}>
          {t('markdown.save')}
        </Button>
        <Button variant="secondary" onPress={onCancel} isDisabled={isSaving}>
          {t('markdown.cancel')}
        </Button>
        <span className={styles.help}>{t('markdown.keys')}</span>
      </div>
    </div>
  );
}
