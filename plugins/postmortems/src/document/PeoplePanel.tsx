import { useTranslationRef } from '@backstage/core-plugin-api/alpha';
import { EntityRefLink } from '@backstage/plugin-catalog-react';
import { Button } from '@backstage/ui';
import type {
  PolicySource,
  Postmortem,
  Reviewer,
} from '@hindsight/plugin-postmortems-common';
import { useState } from 'react';
import { postmortemsTranslationRef } from '../translation';
import { PeopleDialog } from './PeopleDialog';
import styles from './PeoplePanel.module.css';

/** Who sees the document through, who must review it, and why each of them. */
export function PeoplePanel(props: {
  document: Postmortem;
  canEdit: boolean;
  onChange: (document: Postmortem) => void;
}) {
  const { document, canEdit, onChange } = props;
  const { t } = useTranslationRef(postmortemsTranslationRef);
  const [isOpen, setOpen] = useState(false);
  return (
    <section className={styles.root}>
      <div className={styles.head}>
        <h2 className={styles.heading}>{t('document.people.title')}</h2>
        {canEdit && (
          <Button size="small" variant="tertiary" onPress={() => setOpen(true)}>
            {t('document.people.change')}
          </Button>
        )}
      </div>
      <dl className={styles.list}>
        <dt>{t('document.people.owner')}</dt>
        <dd>
          {document.owner ? (
            <EntityRefLink entityRef={document.owner} />
          ) : (
            t('document.people.noOwner')
          )}
        </dd>
        <dt>{t('document.people.reviewers')}</dt>
        <dd>
          {document.reviewers.length === 0 ? (
            t('document.people.noReviewers')
          ) : (
            <ul className={styles.reviewers}>
              {document.reviewers.map(reviewer => (
                <li key={`${reviewer.entityRef} ${reviewer.token}`}>
                  <ReviewerLine reviewer={reviewer} />
                </li>
              ))}
            </ul>
          )}
          <p className={styles.reason}>
            {t('document.people.approvals', { count: document.approvals })}
          </p>
        </dd>
      </dl>
      {isOpen && (
        <PeopleDialog
          document={document}
          onClose={() => setOpen(false)}
          onSaved={saved => {
            setOpen(false);
            onChange(saved);
          }}
        />
      )}
    </section>
  );
}

function ReviewerLine(props: { reviewer: Reviewer }) {
  const { reviewer } = props;
  const { t } = useTranslationRef(postmortemsTranslationRef);
  return (
    <>
      {reviewer.unresolved ? (
        <span>
          <s>{reviewer.entityRef}</s> ({t('document.people.unresolved')})
          {reviewer.fallback && (
            <>
              , {t('document.people.fallback')}{' '}
              <EntityRefLink entityRef={reviewer.fallback} />
            </>
          )}
        </span>
      ) : (
        <EntityRefLink entityRef={reviewer.entityRef} />
      )}
      {distinctReasons(reviewer).map((source, index) => (
        <p key={index} className={styles.reason}>
          <Reason source={source} token={reviewer.token} />
        </p>
      ))}
    </>
  );
}

/** Several affected entities may ask through the same annotation: that is one reason to read. */
function distinctReasons(reviewer: Reviewer): PolicySource[] {
  const seen = new Map<string, PolicySource>();
  for (const source of reviewer.because) {
    const { kind, entityRef, rule, redacted } = source;
    const key = [kind, entityRef, rule, redacted].join(' ');
    if (!seen.has(key)) {
      seen.set(key, source);
    }
  }
  return [...seen.values()];
}

const TOKENS = [
  'owner',
  'system-owner',
  'domain-owner',
  'dependent-owners',
] as const;

/** Where a requirement comes from, with a link to the entity that carries it. */
function Reason(props: { source: PolicySource; token: string }) {
  const { source, token } = props;
  const { t } = useTranslationRef(postmortemsTranslationRef);
  const known = TOKENS.find(name => name === token);
  const as = known ? ` ${t(`document.reason.token.${known}`)}` : '';
  switch (source.kind) {
    case 'manual':
      return <>{t('document.reason.manual')}</>;
    case 'default':
      return <>{t('document.reason.default') + as}</>;
    case 'rule':
      return (
        <>
          {t(
            source.enforced
              ? 'document.reason.enforcedRule'
              : 'document.reason.rule',
            { rule: source.rule ?? '' },
          ) + as}
        </>
      );
    default:
      return source.entityRef ? (
        <>
          {t('document.reason.annotation')}{' '}
          <EntityRefLink entityRef={source.entityRef} hideIcon />
          {as}
        </>
      ) : (
        <>{t('document.reason.redacted')}</>
      );
  }
}
