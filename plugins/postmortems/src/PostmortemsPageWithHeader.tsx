import { useRouteRef } from '@backstage/core-plugin-api';
import { useTranslationRef } from '@backstage/core-plugin-api/alpha';
import { PluginHeader } from '@backstage/ui';
import { RiFileHistoryLine } from '@remixicon/react';
import { PostmortemsRouter } from './PostmortemsRouter';
import { rootRouteRef } from './routes';
import { postmortemsTranslationRef } from './translation';

/** The page with the header that the new frontend system puts above a page by itself. */
export function PostmortemsPageWithHeader() {
  const { t } = useTranslationRef(postmortemsTranslationRef);
  const rootRoute = useRouteRef(rootRouteRef);
  return (
    <>
      <PluginHeader
        title={t('shared.pluginTitle')}
        icon={<RiFileHistoryLine />}
        titleLink={rootRoute()}
      />
      <PostmortemsRouter />
    </>
  );
}
