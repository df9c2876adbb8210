import { useApi } from '@backstage/core-plugin-api';
import { useTranslationRef } from '@backstage/core-plugin-api/alpha';
import { type RefObject, useCallback, useRef, useState } from 'react';
import { postmortemsApiRef } from '../api';
import { useProblemText } from '../shared';
import { postmortemsTranslationRef } from '../translation';
import { insertBlock, replaceInField } from './editing';

/**
 * Uploads images into a text field: each stands in the text at once with a placeholder, which
 * the image's own reference replaces when it is stored. A failed one leaves no trace in the text,
 * and neither does a file that is no image.
 */
export function useImageUpload(
  postmortemId: string,
  field: RefObject<HTMLTextAreaElement>,
  onChange: (value: string) => void,
) {
  const api = useApi(postmortemsApiRef);
  const { t } = useTranslationRef(postmortemsTranslationRef);
  const problemText = useProblemText();
  const [pending, setPending] = useState(0);
  const [error, setError] = useState<string>();
  const counter = useRef(0);

  const add = useCallback(
    (files: File[]) => {
      setError(undefined);
      for (const image of files) {
        if (!image.type.startsWith('image/')) {
          setError(t('markdown.noImage', { name: image.name }));
          continue;
        }
        if (!field.current) {
          return;
        }
        counter.current += 1;
        const alt = image.name.replace(/\.[a-z]+$/i, '').replace(/[[\]]/g, ' ');
        const placeholder = `![${t('markdown.uploadingAlt', {
          name: alt,
        })}](uploading-${counter.current})`;
        const block = insertBlock(field.current, placeholder);
        setPending(count => count + 1);
        api
          .uploadImage(postmortemId, image)
          .then(
            stored => [placeholder, `![${alt}](${stored.markdownUrl})`],
            (reason: Error) => {
              setError(`${image.name}: ${problemText(reason)}`);
              // With the empty lines around it, unless somebody has typed there.
              const isWhole = field.current?.value.includes(block);
              return [isWhole ? block : placeholder, ''];
            },
          )
          .then(([search, replacement]) => {
            const element = field.current;
            if (element?.checkVisibility?.()) {
              replaceInField(element, search, replacement);
            } else if (element) {
              // Behind the preview the browser cannot type into the field.
              onChange(element.value.replace(search, () => replacement));
            }
            setPending(count => count - 1);
          });
      }
    },
    [api, field, onChange, postmortemId, problemText, t],
  );
  return { add, pending, error };
}
