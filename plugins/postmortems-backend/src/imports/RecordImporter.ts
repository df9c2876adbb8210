import { isDeepStrictEqual } from 'util';
import type { LoggerService } from '@backstage/backend-plugin-api';
import { InputError, NotAllowedError, stringifyError } from '@backstage/errors';
import type {
  ImportRecordReport,
  Incident,
  IncidentFlag,
  IncidentSource,
} from '@hindsight/plugin-postmortems-common';
import type { Knex } from 'knex';
import type { IncidentRecorder, Provenance } from '../incidents/types';
import type { Candidate, PreparedRecord } from './candidate';
import {
  type ImportedValues,
  planRevision,
  type Revision,
  valuesOfInput,
} from './importedValues';
import type { ImportRecordStore } from './ImportRecordStore';
import type { ImportProblem } from './types';

/** An incident that an earlier import left, and what the caller may do with it. */
export interface ExistingIncident {
  incident: Incident;
  /** What the record said last time. */
  last?: ImportedValues;
  readable: boolean;
  updatable: boolean;
}

/** What {@link RecordImporter} works with. */
export interface RecordImporterOptions {
  knex: Knex;
  logger: LoggerService;
  recorder: IncidentRecorder;
  store: ImportRecordStore;
  /** Who imports. */
  by: string;
  /** The policy decides; otherwise what is imported never requires a postmortem. */
  applyPolicy: boolean;
  dryRun: boolean;
}

type Plan =
  | { outcome: 'created' }
  | { outcome: 'updated'; existing: ExistingIncident; revision: Revision }
  | { outcome: 'unchanged'; existing: ExistingIncident };

/** What a record has become; the incident is absent in a dry run and where the caller may not see it. */
interface Result {
  incident?: Incident;
  /** Where the recorder has looked at the record. */
  flags?: IncidentFlag[];
}

/**
 * Takes in one record after the other, each stored on its own or not at all.
 */
export class RecordImporter {
  readonly #options: RecordImporterOptions;

  private constructor(options: RecordImporterOptions) {
    this.#options = options;
  }

  static create(options: RecordImporterOptions): RecordImporter {
    return new RecordImporter(options);
  }

  /**
   * @param existing - what an earlier import left of this record
   */
  async take(
    record: PreparedRecord,
    existing: ExistingIncident | undefined,
  ): Promise<ImportRecordReport> {
    const { candidate } = record;
    const report: ImportRecordReport = {
      record: record.label,
      outcome: 'failed',
      title: record.title,
      components: record.components,
      flags: candidate?.flags ?? [],
      problems: record.problems,
    };
    if (!candidate) {
      return report;
    }
    const next = valuesOfInput(candidate.input, candidate.flags);
    const plan = this.#plan(candidate, existing, next);
    try {
      const { incident, flags } = await this.#carryOut(plan, candidate, next);
      return {
        ...report,
        outcome: plan.outcome,
        flags: flags ?? report.flags,
        incident: incident && {
          id: incident.id,
          reference: incident.reference,
        },
      };
    } catch (error) {
      return { ...report, problems: [this.#explain(error, record)] };
    }
  }

  #plan(
    candidate: Candidate,
    existing: ExistingIncident | undefined,
    next: ImportedValues,
  ): Plan {
    if (!existing) {
      return { outcome: 'created' };
    }
    const revision = planRevision(
      existing.incident,
      existing.last,
      next,
      candidate.input,
    );
    return revision
      ? { outcome: 'updated', existing, revision }
      : { outcome: 'unchanged', existing };
  }

  async #carryOut(
    plan: Plan,
    candidate: Candidate,
    next: ImportedValues,
  ): Promise<Result> {
    const { knex, recorder, dryRun, by, applyPolicy } = this.#options;
    const { input, source, flags } = candidate;
    const provenance: Provenance = {
      by,
      source,
      lenient: true,
      decide: applyPolicy ? 'policy' : undefined,
    };
    if (plan.outcome === 'created') {
      const prepared = await recorder.prepare(input, {
        ...provenance,
        decide: applyPolicy ? 'policy' : 'never',
        flags,
      });
      const incident = dryRun
        ? undefined
        : await knex.transaction(async tx => {
            const inserted = await recorder.insert(prepared, tx);
            await this.#remember(source, inserted.id, next, tx);
            return inserted;
          });
      return { incident, flags: prepared.incident.flags };
    }

    const { incident: before, last, readable, updatable } = plan.existing;
    if (!readable) {
      // Whatever the record says: otherwise guesses would tell how much of them is right.
      throw new NotAllowedError(
        'came in with an earlier import, and you may not read the incident that it became',
      );
    }
    if (plan.outcome === 'updated' && !updatable) {
      throw new NotAllowedError(
        'has changed since it was imported, and you may not change the incident that it became',
      );
    }
    if (!dryRun && plan.outcome === 'updated') {
      await recorder.revise(
        before.id,
        plan.revision.patch,
        { ...provenance, flags: plan.revision.flags },
        { ifMatch: [before.etag] },
      );
    }
    if (!dryRun && updatable && !isDeepStrictEqual(last, next)) {
      // Were this lost, the next import would find its own values in place and remember them then.
      await this.#remember(source, before.id, next, knex);
    }
    return { incident: before };
  }

  async #remember(
    source: IncidentSource,
    incidentId: string,
    imported: ImportedValues,
    knex: Knex,
  ): Promise<void> {
    await this.#options.store.save(
      {
        provider: source.provider,
        externalId: source.externalId,
        incidentId,
        imported,
        at: new Date().toISOString(),
      },
      knex,
    );
  }

  #explain(error: unknown, record: PreparedRecord): ImportProblem {
    if (error instanceof InputError || error instanceof NotAllowedError) {
      return { field: 'record', message: error.message };
    }
    this.#options.logger.warn(
      `Import of ${record.label} failed: ${stringifyError(error)}`,
    );
    return {
      field: 'record',
      message:
        'could not be stored; somebody else may have changed it at the same moment, so import it again',
    };
  }
}
