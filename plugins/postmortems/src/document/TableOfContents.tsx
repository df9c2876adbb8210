import { useTranslationRef } from '@backstage/core-plugin-api/alpha';
import type { Section } from '@hindsight/plugin-postmortems-common';
import { useEffect, useState } from 'react';
import { postmortemsTranslationRef } from '../translation';
import styles from './TableOfContents.module.css';

/** The sections of the document; the one that is being read is marked. */
export function TableOfContents(props: { sections: Section[] }) {
  const { sections } = props;
  const { t } = useTranslationRef(postmortemsTranslationRef);
  const current = useCurrentSection(sections);
  return (
    <nav aria-label={t('document.contents')} className={styles.root}>
      <ol className={styles.list}>
        {sections.map(section => (
          <li key={section.key}>
            <a
              href={`#section-${section.key}`}
              className={styles.link}
              aria-current={current === section.key ? 'location' : undefined}
              data-empty={section.markdown.trim() === '' || undefined}
            >
              {section.title}
            </a>
          </li>
        ))}
      </ol>
    </nav>
  );
}

/** The last section whose heading has passed into the upper third of the window. */
function useCurrentSection(sections: Section[]): string | undefined {
  const [current, setCurrent] = useState(sections[0]?.key);
  const keys = sections.map(section => section.key).join(' ');
  useEffect(() => {
    if (!('IntersectionObserver' in window)) {
      return undefined;
    }
    const observer = new IntersectionObserver(
      entries => {
        for (const entry of entries) {
          if (entry.isIntersecting) {
            setCurrent(entry.target.id.replace(/^section-/, ''));
          }
        }
      },
      { rootMargin: '0px 0px -66% 0px' },
    );
    for (const key of keys.split(' ')) {
      const heading = document.getElementById(`section-${key}`);
      if (heading) {
        observer.observe(heading);
      }
    }
    return () => observer.disconnect();
  }, [keys]);
  return current;
}
