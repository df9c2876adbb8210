import { useTranslationRef } from '@backstage/core-plugin-api/alpha';
import { imageIdFromMarkdownUrl } from '@hindsight/plugin-postmortems-common';
import { useMemo } from 'react';
import ReactMarkdown, { type Components } from 'react-markdown';
import rehypeRaw from 'rehype-raw';
import rehypeSanitize from 'rehype-sanitize';
import remarkGfm from 'remark-gfm';
import { postmortemsTranslationRef } from '../translation';
import { DocumentImage } from './DocumentImage';
import styles from './MarkdownView.module.css';
import { sanitisingSchema } from './sanitising';

const REMARK_PLUGINS = [remarkGfm];
const REHYPE_PLUGINS: NonNullable<
  React.ComponentProps<typeof ReactMarkdown>['rehypePlugins']
> = [rehypeRaw, [rehypeSanitize, sanitisingSchema]];

/**
 * Shows Markdown that people wrote: GitHub's flavour, sanitised, with its headings below the
 * page's own. Images of the document are loaded with the reader's credentials; an image from
 * elsewhere becomes a link, for loading it would tell a stranger who reads the document.
 */
export function MarkdownView(props: {
  markdown: string;
  /** The document whose images may be shown. */
  postmortemId?: string;
}) {
  const { markdown, postmortemId } = props;
  const { t } = useTranslationRef(postmortemsTranslationRef);
  const components = useMemo<Components>(
    () => ({
      h1: ({ children, id }) => <h3 id={id}>{children}</h3>,
      h2: ({ children, id }) => <h3 id={id}>{children}</h3>,
      h3: ({ children, id }) => <h4 id={id}>{children}</h4>,
      h4: ({ children, id }) => <h5 id={id}>{children}</h5>,
      h5: ({ children, id }) => <h6 id={id}>{children}</h6>,
      a: ({ node: _, children, href, ...rest }) =>
        href?.startsWith('#') ? (
          <a href={href} {...rest}>
            {children}
          </a>
        ) : (
          <a href={href} target="_blank" rel="noopener noreferrer" {...rest}>
            {children}
          </a>
        ),
      img: ({ node: _, src, alt }) => {
        const imageId =
          typeof src === 'string' ? imageIdFromMarkdownUrl(src) : undefined;
        if (imageId && postmortemId) {
          return (
            <DocumentImage
              postmortemId={postmortemId}
              imageId={imageId}
              alt={alt ?? ''}
            />
          );
        }
        return typeof src === 'string' && /^https?:/.test(src) ? (
          <a href={src} target="_blank" rel="noopener noreferrer">
            {t('markdown.externalImage', { alt: alt || src })}
          </a>
        ) : (
          <span>{alt}</span>
        );
      },
    }),
    [postmortemId, t],
  );
  return (
    <div className={styles.root}>
      <ReactMarkdown
        remarkPlugins={REMARK_PLUGINS}
        rehypePlugins={REHYPE_PLUGINS}
        components={components}
      >
        {markdown}
      </ReactMarkdown>
    </div>
  );
}
