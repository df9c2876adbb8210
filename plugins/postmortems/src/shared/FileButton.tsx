import { useTranslationRef } from '@backstage/core-plugin-api/alpha';
import {
  Button,
  ButtonLink,
  DialogTrigger,
  Popover,
  Text,
} from '@backstage/ui';
import { postmortemCreatePermission } from '@hindsight/plugin-postmortems-common';
import { RiFileAddLine, RiLock2Line } from '@remixicon/react';
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
  // Not disabled: the reason must be within reach of keyboard and touch.
  return (
    <DialogTrigger>
      <Button variant="secondary" iconStart={<RiLock2Line size={16} />}>
        {label}
      </Button>
      <Popover aria-label={label}>
        <Text as="p">
          {t('shared.file.notAllowed', {
            permission: postmortemCreatePermission.name,
          })}
        </Text>
      </Popover>
    </DialogTrigger>
  );
}
