import { stringifyEntityRef, type Entity } from '@backstage/catalog-model';
import { useApi, useApiHolder } from '@backstage/core-plugin-api';
import { useTranslationRef } from '@backstage/core-plugin-api/alpha';
import {
  catalogApiRef,
  entityPresentationApiRef,
  entityPresentationSnapshot,
} from '@backstage/plugin-catalog-react';
import { Combobox, ComboboxItemText, Text } from '@backstage/ui';
import {
  forwardRef,
  useCallback,
  useEffect,
  useImperativeHandle,
  useRef,
  useState,
} from 'react';
import useDebounce from 'react-use/esm/useDebounce';
import { useProblemText, useRequest } from '../shared';
import { postmortemsTranslationRef } from '../translation';
import { problemProps } from './fields';

const SEARCH_AFTER_MILLISECONDS = 250;
const SHOWN = 20;

interface FoundEntity {
  id: string;
  title: string;
  description: string;
}

/**
 * Searches the catalog as one types, and hands over what is picked. It keeps nothing itself: what
 * was picked is shown beside it.
 */
export const EntityPicker = forwardRef<
  HTMLDivElement,
  {
    label: string;
    placeholder?: string;
    /** Lower case. */
    kinds: string[];
    /** References that are there already. */
    except?: string[];
    problem?: string;
    onPick(entityRef: string): void;
    onBlur?(): void;
  }
>((props, ref) => {
  const { label, placeholder, kinds, except, problem, onPick, onBlur } = props;
  const { t } = useTranslationRef(postmortemsTranslationRef);
  const problemText = useProblemText();
  const [text, setText] = useState('');
  const [picks, setPicks] = useState(0);
  // A page with several of these asks the catalog for none that nobody goes to.
  const [visited, setVisited] = useState(false);
  const field = useRef<HTMLDivElement>(null);
  useImperativeHandle(ref, () => field.current!, []);
  const { items, loading, error } = useEntitySearch(
    visited ? text : undefined,
    kinds,
  );
  const typed = text.trim().toLocaleLowerCase();
  const shown = items.filter(
    item =>
      !except?.includes(item.id) &&
      // Until the answer is there, nobody picks the first of what they did not ask for.
      (!loading ||
        `${item.title} ${item.id}`.toLocaleLowerCase().includes(typed)),
  );

  // One goes on adding where one has just picked.
  useEffect(() => {
    if (picks > 0) {
      field.current?.querySelector('input')?.focus();
    }
  }, [picks]);

  return (
    <div ref={field}>
      <Combobox<FoundEntity>
        // A field that is emptied after a pick would open its list again; a new one does not.
        key={picks}
        label={label}
        placeholder={placeholder}
        items={shown}
        menuTrigger="input"
        search={{ mode: 'server', inputValue: text, onInputChange: setText }}
        loading={{ state: loading ? 'filtering' : 'idle' }}
        value={null}
        onChange={key => {
          // Escape takes back what was typed, and says so by picking nothing.
          setText('');
          if (key !== null) {
            onPick(String(key));
            setPicks(picks + 1);
          }
        }}
        onFocus={() => setVisited(true)}
        onBlur={() => {
          setText('');
          onBlur?.();
        }}
        {...problemProps(problem)}
      >
        {item => (
          <ComboboxItemText
            id={item.id}
            title={item.title}
            description={item.description}
          />
        )}
      </Combobox>
      {error && (
        <Text as="p" variant="body-small" role="alert">
          {t('filing.touched.searchFailed', { reason: problemText(error) })}
        </Text>
      )}
    </div>
  );
});

EntityPicker.displayName = 'EntityPicker';

/** @param text - undefined while nothing is asked for */
function useEntitySearch(text: string | undefined, kinds: string[]) {
  const catalogApi = useApi(catalogApiRef);
  const presentationApi = useApiHolder().get(entityPresentationApiRef);
  const wanted = text?.trim();
  const [term, setTerm] = useState(wanted);
  useDebounce(() => setTerm(wanted), SEARCH_AFTER_MILLISECONDS, [wanted]);
  const kind = kinds.join(' ');
  const load = useCallback(async () => {
    if (term === undefined) {
      return [];
    }
    const { items } = await catalogApi.queryEntities({
      filter: { kind: kind.split(' ') },
      fullTextFilter: term
        ? {
            term,
            fields: [
              'metadata.name',
              'metadata.title',
              'spec.profile.displayName',
            ],
          }
        : undefined,
      fields: [
        'kind',
        'metadata.name',
        'metadata.namespace',
        'metadata.title',
        'spec.type',
        'spec.profile.displayName',
      ],
      orderFields: [{ field: 'metadata.name', order: 'asc' }],
      limit: SHOWN,
    });
    return items.map(entity => ({
      id: stringifyEntityRef(entity),
      title: entityPresentationSnapshot(
        entity,
        {
          defaultKind: entity.kind,
          defaultNamespace: entity.metadata.namespace,
        },
        presentationApi,
      ).primaryTitle,
      description: describe(entity),
    }));
  }, [catalogApi, presentationApi, term, kind]);
  const { value, loading, error } = useRequest<FoundEntity[]>(load);
  return {
    items: value ?? [],
    loading: loading || term !== wanted,
    error,
  };
}

/** Tells equal names apart: `component · service · in payments`. */
function describe(entity: Entity): string {
  const { namespace = 'default' } = entity.metadata;
  const type = entity.spec?.type;
  return [
    entity.kind.toLocaleLowerCase('en-US'),
    typeof type === 'string' ? type : undefined,
    namespace === 'default' ? undefined : namespace,
  ]
    .filter(Boolean)
    .join(' · ');
}
