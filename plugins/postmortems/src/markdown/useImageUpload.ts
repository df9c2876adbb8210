import { useApi } from '@backstage/core-plugin-api';
import { useTranslationRef } from '@backstage/core-plugin-api/alpha';
import { type RefObject, useCallback, useRef, useState } from 'react';
import { postmortemsApiRef } from '../api';
import { postmortemsTranslationRef } from '../translation';
import { insertBlock, replaceInField } from './editing';

/**
 * Uploads images into a text field: each stands in the text at once with a placeholder, which
 * the image's own reference replaces when it is stored. A failed one leaves no trace in the text.
 */
export function useImageUpload(
  postmortemId: string,
  field: RefObject<HTMLTextAreaElement>,
  onChange: (value: string) => void,
) {
  const api = useApi(postmortemsApiRef);
  const { t } = useTranslationRef(postmortemsTranslationRef);
  const [pending, setPending] = useState(0);
  const [error, setError] = useState<string>();
  const counter = useRef(0);

  const add = useCallback(
    (images: File[]) => {
      setError(undefined);
      for (const image of images) {
        if (!field.current) {
          return;
        }
        counter.current += 1;
        const alt = image.name.replace(/\.[a-z]+$/i, '').replace(/[[\]]/g, ' ');
        const placeholder = `![${t('markdown.uploadingAlt', {
          name: alt,
        })}](uploading-${counter.current})`;
        insertBlock(field.current, placeholder);
        setPending(count => count + 1);
        api
          .uploadImage(postmortemId, image)
          .then(
            stored => `![${alt}](${stored.markdownUrl})`,
            (reason: Error) => {
              setError(`${image.name}: ${reason.message}`);
              return '';
            },
          )
          .then(replacement => {
            const element = field.current;
            if (element?.checkVisibility?.()) {
              replaceInField(element, placeholder, replacement);
            } else if (element) {
              // Behind the preview the browser cannot type into the field.
              onChange(element.value.replace(placeholder, () => replacement));
            }
            setPending(count => count - 1);
          });
      }
    },
    [api, field, onChange, postmortemId, t],
  );
  return { add, pending, error };
}
