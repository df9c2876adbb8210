import { parseEntityRef } from '@backstage/catalog-model';
import { Button, Tooltip, TooltipTrigger } from '@backstage/ui';
import type { PolicySource } from '@hindsight/plugin-postmortems-common';
import { type ReactNode, useState } from 'react';
import styles from './Filing.module.css';
import type { Translate } from './filingSchema';

/** A part of a sentence that says, on hover, focus or touch, where it comes from. */
export function Why(props: { reasons: string[]; children: ReactNode }) {
  const { reasons, children } = props;
  const [open, setOpen] = useState(false);
  if (reasons.length === 0) {
    return <>{children}</>;
  }
  return (
    <TooltipTrigger
      delay={150}
      isOpen={open}
      onOpenChange={setOpen}
      shouldCloseOnPress={false}
    >
      <Button
        variant="tertiary"
        className={styles.why}
        // Touch knows neither hover nor focus.
        onPress={() => setOpen(true)}
      >
        {children}
      </Button>
      <Tooltip>
        {reasons.map(reason => (
          <div key={reason}>{reason}</div>
        ))}
      </Tooltip>
    </TooltipTrigger>
  );
}

/** Where values of a policy come from, each place once, in words. */
export function describeSources(
  sources: PolicySource[],
  options: { t: Translate; nameOf(ref: string): string },
): string[] {
  const { t, nameOf } = options;
  const words = sources.map(source => {
    const { entityRef, forEntityRef, annotation = '', rule } = source;
    if (rule) {
      return t(source.enforced ? 'filing.why.enforced' : 'filing.why.rule', {
        rule,
      });
    }
    if (entityRef) {
      const who = kindAndName(entityRef, options);
      return forEntityRef && forEntityRef !== entityRef
        ? t('filing.why.annotationFor', {
            who,
            annotation,
            entity: nameOf(forEntityRef),
          })
        : t('filing.why.annotation', { who, annotation });
    }
    if (source.redacted) {
      return t('filing.why.redacted');
    }
    return t(
      source.kind === 'manual' ? 'filing.why.manual' : 'filing.why.default',
    );
  });
  return [...new Set(words)];
}

/** Who asks for something, as the subject of a sentence: `Domain Payments`. */
export function whoAsks(
  sources: PolicySource[],
  options: { t: Translate; nameOf(ref: string): string },
): string {
  const { t } = options;
  const source =
    sources.find(({ rule, entityRef }) => rule || entityRef) ?? sources[0];
  if (source?.rule) {
    return t('filing.why.theRule', { rule: source.rule });
  }
  if (source?.entityRef) {
    return kindAndName(source.entityRef, options);
  }
  return t(source?.redacted ? 'filing.why.hidden' : 'filing.why.theDefault');
}

const NAMED_KINDS = [
  'component',
  'api',
  'resource',
  'system',
  'domain',
  'group',
] as const;

function kindAndName(
  entityRef: string,
  options: { t: Translate; nameOf(ref: string): string },
): string {
  const { t, nameOf } = options;
  const kind = NAMED_KINDS.find(
    name => name === parseEntityRef(entityRef).kind.toLocaleLowerCase('en-US'),
  );
  const name = nameOf(entityRef);
  return kind ? t(`filing.why.kind.${kind}`, { name }) : name;
}
