import { useTranslationRef } from '@backstage/core-plugin-api/alpha';
import { ToggleButton, ToggleButtonGroup } from '@backstage/ui';
import { postmortemsTranslationRef } from '../../translation';
import type { ListStateHandle } from '../list';

const SCOPES = ['parts', 'self'] as const;

/** For what holds other things: the incidents of it alone, or of everything in it. */
export function ScopeSwitch(props: { list: ListStateHandle }) {
  const { state, update } = props.list;
  const { t } = useTranslationRef(postmortemsTranslationRef);
  return (
    <ToggleButtonGroup
      aria-label={t('history.scope.label')}
      selectionMode="single"
      disallowEmptySelection
      selectedKeys={[state.relation]}
      onSelectionChange={keys => {
        update({ relation: SCOPES.find(scope => new Set(keys).has(scope)) });
      }}
    >
      {SCOPES.map(scope => (
        <ToggleButton key={scope} id={scope} size="small">
          {t(`history.scope.${scope}`)}
        </ToggleButton>
      ))}
    </ToggleButtonGroup>
  );
}
