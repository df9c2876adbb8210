import { useApi } from '@backstage/core-plugin-api';
import { useTranslationRef } from '@backstage/core-plugin-api/alpha';
import { Skeleton } from '@backstage/ui';
import { useEffect, useState } from 'react';
import { postmortemsApiRef } from '../api';
import { postmortemsTranslationRef } from '../translation';
import styles from './DocumentImage.module.css';

type Loading =
  | { state: 'loading' }
  | { state: 'failed' }
  | { state: 'ready'; url: string };

/**
 * An image of a document. It is fetched with the reader's credentials, which an `img` element
 * alone cannot send.
 */
export function DocumentImage(props: {
  postmortemId: string;
  imageId: string;
  alt: string;
}) {
  const { postmortemId, imageId, alt } = props;
  const api = useApi(postmortemsApiRef);
  const { t } = useTranslationRef(postmortemsTranslationRef);
  const [loading, setLoading] = useState<Loading>({ state: 'loading' });

  useEffect(() => {
    const abort = new AbortController();
    let url: string | undefined;
    setLoading({ state: 'loading' });
    api.getImage(postmortemId, imageId, { signal: abort.signal }).then(
      blob => {
        if (!abort.signal.aborted) {
          url = URL.createObjectURL(blob);
          setLoading({ state: 'ready', url });
        }
      },
      () => {
        if (!abort.signal.aborted) {
          setLoading({ state: 'failed' });
        }
      },
    );
    return () => {
      abort.abort();
      if (url) {
        URL.revokeObjectURL(url);
      }
    };
  }, [api, postmortemId, imageId]);

  switch (loading.state) {
    case 'ready':
      return (
        <a
          href={loading.url}
          target="_blank"
          rel="noopener noreferrer"
          className={styles.link}
        >
          <img className={styles.image} src={loading.url} alt={alt} />
        </a>
      );
    case 'failed':
      return (
        <span role="alert" className={styles.failed}>
          {t('markdown.imageFailed', { alt: alt || imageId })}
        </span>
      );
    default:
      return <Skeleton width="100%" height={240} />;
  }
}
