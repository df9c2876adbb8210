import { createExtensionPoint } from '@backstage/backend-plugin-api';
import type {
  IncidentInput,
  IncidentSource,
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
  /** Where it comes from another tool; times out of order are then kept and flagged. */
  source?: IncidentSource;
  /** Key of the incident that this one duplicates, seeded before. */
  duplicateOfKey?: string;
  /** Key of the incident that this one repeats, seeded before. */
  followsFromKey?: string;
}

/** @public */
export interface SeedPostmortem extends SeedAuthorship {
  /** Key of the main incident, seeded before. */
  incidentKey: string;
  /** Keys of further incidents that it covers, seeded before. */
  alsoCoverKeys?: string[];
  template?: string;
  /** A user's or group's entity ref. */
  owner?: string;
  status: PostmortemStatus;
  /** ISO 8601, for published ones. */
  publishedAt?: string;
  /** Markdown by section key. */
  sections: Record<string, string>;
}

/** @public */
export interface SeededRecord {
  id: string;
  /** False where an earlier start had written it. */
  created: boolean;
}

/**
 * Writes history as if it had happened then: with its own clock and authors, and without any
 * notification. For demo data and migrations from other tools.
 *
 * @public
 */
export interface SeedingService {
  /** @throws InputError naming what is wrong with the incident */
  seedIncident(incident: SeedIncident): Promise<SeededRecord>;
  /** @throws InputError naming what is wrong with the postmortem */
  seedPostmortem(postmortem: SeedPostmortem): Promise<SeededRecord>;
}

/**
 * How far a seeder has come.
 *
 * @public
 */
export interface SeedProgress {
  state: 'waiting' | 'loading' | 'ready' | 'failed';
  /** Incidents written so far, at earlier starts too. */
  incidents: number;
  /** Postmortems written so far, at earlier starts too. */
  postmortems: number;
  /** What it waits for, or why it failed. */
  message?: string;
}

/** @public */
export interface Seeder {
  /** Known again at the next start: a seeder that has finished does not run again. */
  id: string;
  /** Entity refs that must be in the catalog first; the seeder waits for them. */
  requires?: string[];
  /**
   * Writes everything, oldest first. After a crash it is called again, and what is written already
   * is passed over.
   */
  seed(service: SeedingService): Promise<void>;
  /** Called at each change of state, and now and then while it loads. */
  onProgress?(progress: SeedProgress): void;
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
