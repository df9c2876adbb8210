import { createExtensionPoint } from '@backstage/backend-plugin-api';
import type {
  Incident,
  IncidentInput,
  IncidentSource,
  Postmortem,
  PostmortemStatus,
} from '@hindsight/plugin-postmortems-common';

/**
 * Who did something and when, where that is not the caller and now.
 *
 * @public
 */
export interface SeedAuthorship {
  /** A user's entity ref. */
  by: string;
  /** ISO 8601 */
  at: string;
}

/** @public */
export interface SeedIncident extends SeedAuthorship {
  /** Names the incident within the seed; seeding the same key again changes nothing. */
  key: string;
  input: Omit<IncidentInput, 'duplicateOf' | 'followsFrom'>;
  source?: IncidentSource;
  /** Key of the incident that this one duplicates, seeded before. */
  duplicateOfKey?: string;
  /** Key of the incident that this one repeats, seeded before. */
  followsFromKey?: string;
}

/** @public */
export interface SeedPostmortem extends SeedAuthorship {
  /** Key of the main incident. */
  incidentKey: string;
  template?: string;
  /** A user's or group's entity ref. */
  owner?: string;
  status: PostmortemStatus;
  /** ISO 8601, for published ones. */
  publishedAt?: string;
  /** Markdown by section key. */
  sections: Record<string, string>;
}

/**
 * Writes history as if it had happened then: with its own clock and authors, and without any
 * notification. For demo data and migrations from other tools.
 *
 * @public
 */
export interface SeedingService {
  seedIncident(incident: SeedIncident): Promise<Incident>;
  seedPostmortem(postmortem: SeedPostmortem): Promise<Postmortem>;
}

/** @public */
export interface Seeder {
  /** Known again at the next start: a seeder that has finished does not run again. */
  id: string;
  /** Entity refs that must be in the catalog first; the seeder waits for them. */
  requires?: string[];
  seed(service: SeedingService): Promise<void>;
}

/** @public */
export interface PostmortemsSeedingExtensionPoint {
  addSeeder(seeder: Seeder): void;
}

/** @public */
export const postmortemsSeedingExtensionPoint =
  createExtensionPoint<PostmortemsSeedingExtensionPoint>({
    id: 'postmortems.seeding',
  });
