import { useApi } from '@backstage/core-plugin-api';
import { useTranslationRef } from '@backstage/core-plugin-api/alpha';
import { assertError, ResponseError } from '@backstage/errors';
import { EntityRefLink } from '@backstage/plugin-catalog-react';
import {
  Alert,
  Button,
  ButtonIcon,
  Dialog,
  DialogBody,
  DialogFooter,
  DialogHeader,
  Flex,
  Text,
} from '@backstage/ui';
import type { Postmortem } from '@hindsight/plugin-postmortems-common';
import { RiCloseLine } from '@remixicon/react';
import { useState } from 'react';
import { postmortemsApiRef } from '../api';
import { EntityPicker } from '../filing/EntityPicker';
import { onPanel, useProblemText } from '../shared';
import { postmortemsTranslationRef } from '../translation';
import styles from './PeoplePanel.module.css';

const OWNER_KINDS = ['user', 'group'];

/** The reviewers that somebody added by hand. */
function additionalReviewersOf(document: Postmortem): string[] {
  return document.reviewers
    .filter(reviewer => reviewer.because.some(({ kind }) => kind === 'manual'))
    .map(reviewer => reviewer.entityRef);
}

/**
 * Changes the owner and the reviewers beyond those of the policy. A change that somebody else
 * made meanwhile is shown first, with what was chosen here still in place.
 */
export function PeopleDialog(props: {
  document: Postmortem;
  onClose: () => void;
  onSaved: (document: Postmortem) => void;
}) {
  const { document, onClose, onSaved } = props;
  const api = useApi(postmortemsApiRef);
  const { t } = useTranslationRef(postmortemsTranslationRef);
  const problemText = useProblemText();
  const [owner, setOwner] = useState(document.owner);
  const [additional, setAdditional] = useState(additionalReviewersOf(document));
  const [etag, setEtag] = useState(document.etag);
  const [isSaving, setSaving] = useState(false);
  const [problem, setProblem] = useState<string>();

  const save = async () => {
    setSaving(true);
    setProblem(undefined);
    try {
      onSaved(
        await api.updatePostmortem(
          document.id,
          { owner: owner ?? null, additionalReviewers: additional },
          etag,
        ),
      );
    } catch (thrown) {
      assertError(thrown);
      setSaving(false);
      if (thrown instanceof ResponseError && thrown.response.status === 412) {
        const stored = await api.getPostmortem(document.id);
        setEtag(stored.etag);
        setProblem(t('document.people.changedMeanwhile'));
      } else {
        setProblem(problemText(thrown));
      }
    }
  };

  return (
    <Dialog isOpen onOpenChange={isOpen => !isOpen && onClose()} width={480}>
      <DialogHeader>{t('document.people.changeTitle')}</DialogHeader>
      <DialogBody>
        <Flex direction="column" gap="5">
          {problem && (
            <Alert
              status="danger"
              icon
              role="alert"
              title={t('document.people.failed')}
              description={problem}
            />
          )}
          <div>
            {owner && (
              <PickedPerson
                entityRef={owner}
                onRemove={() => setOwner(undefined)}
              />
            )}
            <EntityPicker
              label={t('document.people.ownerLabel')}
              kinds={OWNER_KINDS}
              except={owner ? [owner] : undefined}
              onPick={setOwner}
            />
          </div>
          <div>
            {additional.map(ref => (
              <PickedPerson
                key={ref}
                entityRef={ref}
                onRemove={() =>
                  setAdditional(refs => refs.filter(other => other !== ref))
                }
              />
            ))}
            <EntityPicker
              label={t('document.people.additional')}
              kinds={OWNER_KINDS}
              except={document.reviewers
                .map(reviewer => reviewer.entityRef)
                .concat(additional)}
              onPick={ref => setAdditional(refs => [...refs, ref])}
            />
            <Text
              as="p"
              variant="body-small"
              color="secondary"
              className={onPanel}
            >
              {t('document.people.additionalHelp')}
            </Text>
          </div>
        </Flex>
      </DialogBody>
      <DialogFooter>
        <Button onPress={save} isPending={isSaving}>
          {t('document.people.save')}
        </Button>
        <Button variant="secondary" onPress={onClose} isDisabled={isSaving}>
          {t('document.people.cancel')}
        </Button>
      </DialogFooter>
    </Dialog>
  );
}

function PickedPerson(props: { entityRef: string; onRemove: () => void }) {
  const { entityRef, onRemove } = props;
  const { t } = useTranslationRef(postmortemsTranslationRef);
  return (
    <div className={styles.picked}>
      <EntityRefLink entityRef={entityRef} target="_blank" />
      <ButtonIcon
        size="small"
        variant="tertiary"
        icon={<RiCloseLine />}
        aria-label={t('document.people.remove', { name: entityRef })}
        onPress={onRemove}
      />
    </div>
  );
}
