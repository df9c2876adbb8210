import { Progress } from '@backstage/core-components';
import { useRouteRef } from '@backstage/core-plugin-api';
import { useTranslationRef } from '@backstage/core-plugin-api/alpha';
import { Alert, ButtonLink, Container } from '@backstage/ui';
import { lazy, Suspense } from 'react';
import { Route, Routes } from 'react-router-dom';
import {
  documentRouteRef,
  filingRouteRef,
  incidentRouteRef,
  rootRouteRef,
} from './routes';
import { postmortemsTranslationRef } from './translation';

const LibraryPage = lazy(() =>
  import('./library').then(m => ({ default: m.LibraryPage })),
);
const DocumentPage = lazy(() =>
  import('./document').then(m => ({ default: m.DocumentPage })),
);
const FilingPage = lazy(() =>
  import('./filing').then(m => ({ default: m.FilingPage })),
);
const IncidentPage = lazy(() =>
  import('./incident').then(m => ({ default: m.IncidentPage })),
);

/** The pages below `/postmortems`. */
export function PostmortemsRouter() {
  return (
    <main>
      <Suspense fallback={<Progress />}>
        <Routes>
          <Route index element={<LibraryPage />} />
          <Route path={filingRouteRef.path} element={<FilingPage />} />
          <Route path={incidentRouteRef.path} element={<IncidentPage />} />
          <Route path={documentRouteRef.path} element={<DocumentPage />} />
          <Route path="*" element={<NoSuchPage />} />
        </Routes>
      </Suspense>
    </main>
  );
}

function NoSuchPage() {
  const { t } = useTranslationRef(postmortemsTranslationRef);
  const rootRoute = useRouteRef(rootRouteRef);
  return (
    <Container>
      <Alert
        mt="6"
        status="info"
        icon
        title={t('shared.notFound')}
        customActions={
          <ButtonLink href={rootRoute()} variant="secondary" size="small">
            {t('incident.notFound.toLibrary')}
          </ButtonLink>
        }
      />
    </Container>
  );
}
