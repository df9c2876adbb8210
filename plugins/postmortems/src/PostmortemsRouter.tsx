import { ErrorPage, Progress } from '@backstage/core-components';
import { useTranslationRef } from '@backstage/core-plugin-api/alpha';
import { lazy, Suspense } from 'react';
import { Route, Routes } from 'react-router-dom';
import { documentRouteRef, filingRouteRef, incidentRouteRef } from './routes';
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
  const { t } = useTranslationRef(postmortemsTranslationRef);
  return (
    <main>
      <Suspense fallback={<Progress />}>
        <Routes>
          <Route index element={<LibraryPage />} />
          <Route path={filingRouteRef.path} element={<FilingPage />} />
          <Route path={incidentRouteRef.path} element={<IncidentPage />} />
          <Route path={documentRouteRef.path} element={<DocumentPage />} />
          <Route
            path="*"
            element={
              <ErrorPage status="404" statusMessage={t('shared.notFound')} />
            }
          />
        </Routes>
      </Suspense>
    </main>
  );
}
