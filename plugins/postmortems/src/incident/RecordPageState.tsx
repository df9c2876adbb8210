import { ResponseErrorPanel } from '@backstage/core-components';
import { useRouteRef } from '@backstage/core-plugin-api';
import { useTranslationRef } from '@backstage/core-plugin-api/alpha';
import { ResponseError } from '@backstage/errors';
import { Alert, Button, ButtonLink, Container, Skeleton } from '@backstage/ui';
import { rootRouteRef } from '../routes';
import { postmortemsTranslationRef } from '../translation';
import styles from './IncidentPage.module.css';

function isNotFound(error: Error): boolean {
  return error instanceof ResponseError && error.response.status === 404;
}

/** What the page of one record shows while the record is not there. */
export function RecordPageState(props: {
  room: 'incident' | 'document';
  reference: string;
  loaded: { error?: Error; loading: boolean; retry(): void };
}) {
  const { room, reference, loaded } = props;
  const { t } = useTranslationRef(postmortemsTranslationRef);
  const rootRoute = useRouteRef(rootRouteRef);
  const { error } = loaded;
  if (!error) {
    return (
      <Container>
        <div
          className={styles.root}
          role="status"
          aria-label={t(`${room}.loading`)}
        >
          <Skeleton width={160} height={20} />
          <Skeleton width="60%" height={36} />
          <Skeleton width="100%" height={48} />
          <Skeleton width="70%" height={320} />
        </div>
      </Container>
    );
  }
  if (isNotFound(error)) {
    return (
      <Container>
        <Alert
          mt="6"
          status="info"
          icon
          title={t(`${room}.notFound.title`, { reference })}
          description={t(`${room}.notFound.description`)}
          customActions={
            <ButtonLink href={rootRoute()} variant="secondary" size="small">
              {t(`${room}.notFound.toLibrary`)}
            </ButtonLink>
          }
        />
      </Container>
    );
  }
  return (
    <Container mt="6">
      <ResponseErrorPanel error={error} title={t(`${room}.failed.title`)} />
      <Button
        variant="secondary"
        className={styles.retry}
        isPending={loaded.loading}
        onPress={loaded.retry}
      >
        {t(`${room}.failed.retry`)}
      </Button>
    </Container>
  );
}
