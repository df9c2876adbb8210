import { useTranslationRef } from '@backstage/core-plugin-api/alpha';
import { ButtonIcon, Tooltip, TooltipTrigger } from '@backstage/ui';
import type { IncidentFlag } from '@hindsight/plugin-postmortems-common';
import { RiErrorWarningLine } from '@remixicon/react';
import { postmortemsTranslationRef } from '../../translation';

/** Says that something about an incident's data is for a person to settle, and what. */
export function FlagMark(props: { flags: IncidentFlag[] }) {
  const { flags } = props;
  const { t } = useTranslationRef(postmortemsTranslationRef);
  if (flags.length === 0) {
    return null;
  }
  const text = t('history.list.flagged', {
    problems: flags.map(flag => flag.message).join('; '),
  });
  return (
    <TooltipTrigger>
      <ButtonIcon
        size="small"
        variant="tertiary"
        aria-label={text}
        icon={<RiErrorWarningLine />}
      />
      <Tooltip>{text}</Tooltip>
    </TooltipTrigger>
  );
}
