import { useTranslationRef } from '@backstage/core-plugin-api/alpha';
import { Button, ButtonLink, Tooltip, TooltipTrigger } from '@backstage/ui';
import { postmortemCreatePermission } from '@hindsight/plugin-postmortems-common';
import { RiFileAddLine } from '@remixicon/react';
import { postmortemsTranslationRef } from '../translation';
import { useFiling } from './useFiling';

/** Leads to filing; where the reader may not, it stays and says why. */
export function FileButton(props: {
  entityRef?: string;
  incident?: string;
  variant?: 'primary' | 'secondary' | 'tertiary';
}) {
  const { entityRef, incident, variant = 'primary' } = props;
  const { t } = useTranslationRef(postmortemsTranslationRef);
  const filing = useFiling();
  const label = t('shared.file.action');

  if (filing.allowed || filing.loading) {
    return (
      <ButtonLink
        href={filing.href({ entityRef, incident })}
        variant={variant}
        iconStart={<RiFileAddLine size={16} />}
        isDisabled={filing.loading}
      >
        {label}
      </ButtonLink>
    );
  }
  const reason = t('shared.file.notAllowed', {
    permission: postmortemCreatePermission.name,
  });
  // Not disabled for real, so that the reason can be reached with the keyboard.
  return (
    <TooltipTrigger>
      <Button
        variant="secondary"
        iconStart={<RiFileAddLine size={16} />}
        aria-disabled="true"
        aria-description={reason}
      >
        {label}
      </Button>
      <Tooltip>{reason}</Tooltip>
    </TooltipTrigger>
  );
}
