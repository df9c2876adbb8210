import type {
  AuditorService,
  HttpAuthService,
  LoggerService,
} from '@backstage/backend-plugin-api';
import type { CatalogService } from '@backstage/plugin-catalog-node';
import type { PostmortemTemplate } from '@hindsight/plugin-postmortems-common';
import type { ImageStore } from '@hindsight/plugin-postmortems-node';
import type { Router } from 'express';
import type { Knex } from 'knex';
import type { AccessService } from '../access';
import { createImagesRouter, ImageRecords, ImageService } from '../images';
import type {
  IncidentRecorder,
  IncidentService,
  IncidentStore,
} from '../incidents';
import type { PolicyService } from '../policy';
import { createPostmortemsRouter } from './createPostmortemsRouter';
import { DatabasePostmortemStore } from './DatabasePostmortemStore';
import { DefaultPostmortemRecorder } from './DefaultPostmortemRecorder';
import { DefaultPostmortemService } from './DefaultPostmortemService';
import { PostmortemPreparer } from './PostmortemPreparer';
import type { PostmortemRecorder, PostmortemService } from './types';

/** What postmortems and their images need of the other rooms and of the platform. */
export interface PostmortemsRoomOptions {
  database: Knex;
  access: AccessService;
  catalog: CatalogService;
  policy: PolicyService;
  templates: readonly PostmortemTemplate[];
  incidents: IncidentService;
  incidentRecorder: IncidentRecorder;
  incidentStore: IncidentStore;
  imageStore: ImageStore;
  httpAuth: HttpAuthService;
  auditor: AuditorService;
  logger: LoggerService;
}

/** Puts postmortems and their images together: each knows the other. */
export function createPostmortemsRoom(options: PostmortemsRoomOptions): {
  postmortems: PostmortemService;
  recorder: PostmortemRecorder;
  routers: Router[];
} {
  const { database, imageStore, httpAuth, auditor, logger } = options;
  const store = DatabasePostmortemStore.create({ database });
  const preparer = PostmortemPreparer.create(options);
  const records = ImageRecords.create({ database });
  const postmortems = DefaultPostmortemService.create({
    ...options,
    store,
    preparer,
    images: {
      listIds: id => records.listIds(id),
      forget: ids => imageStore.delete(ids),
    },
  });
  const images = ImageService.create({
    records,
    store: imageStore,
    postmortems,
    logger,
  });
  return {
    postmortems,
    recorder: DefaultPostmortemRecorder.create({
      database,
      incidents: options.incidentStore,
      preparer,
      store,
    }),
    routers: [
      createPostmortemsRouter({ postmortems, httpAuth, auditor }),
      createImagesRouter({ images, httpAuth, auditor }),
    ],
  };
}
