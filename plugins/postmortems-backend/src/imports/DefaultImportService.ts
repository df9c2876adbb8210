import type {
  BackstageCredentials,
  LoggerService,
} from '@backstage/backend-plugin-api';
import { InputError } from '@backstage/errors';
import type { CatalogService } from '@backstage/plugin-catalog-node';
import {
  incidentCreatePermission,
  incidentReadPermission,
  incidentUpdatePermission,
  MAX_IMPORT_RECORDS,
  type ImportRecordReport,
  type ImportReport,
  type ParsedImportInput,
  type SeverityScale,
} from '@hindsight/plugin-postmortems-common';
import type { Knex } from 'knex';
import type { AccessService } from '../access';
import { PayloadTooLargeError } from '../http';
import type { IncidentRecorder } from '../incidents/types';
import type { PolicyService } from '../policy/types';
import {
  type Dictionary,
  type PreparedRecord,
  prepareRecord,
} from './candidate';
import { ComponentMatcher, componentKey } from './ComponentMatcher';
import { importFormats } from './formats';
import { ImportRecordStore } from './ImportRecordStore';
import { type ExistingIncident, RecordImporter } from './RecordImporter';
import { summarizeImport } from './report';
import type { ImportService, ParsedRecord } from './types';

/** Text in one import, in bytes of UTF-8. */
const MAX_IMPORT_BYTES = 20 * 1024 * 1024;

/** Component names in one import: each is looked for in the catalog. */
const MAX_COMPONENTS = 5_000;

/** What {@link DefaultImportService} works with. */
export interface ImportServiceOptions {
  knex: Knex;
  logger: LoggerService;
  catalog: CatalogService;
  access: AccessService;
  policy: PolicyService;
  recorder: IncidentRecorder;
  severities: SeverityScale;
}

function assertSize(content: ParsedImportInput['content']): void {
  const texts =
    typeof content === 'string' ? [content] : content.map(file => file.content);
  const bytes = texts.reduce((sum, text) => sum + Buffer.byteLength(text), 0);
  if (bytes > MAX_IMPORT_BYTES) {
    throw new PayloadTooLargeError(
      `content: holds ${Math.ceil(
        bytes / 1024 / 1024,
      )} MB; one import takes at most 20 MB, so send the records in several`,
    );
  }
}

function assertFewComponents(field: string, names: string[]): void {
  const { size } = new Set(names);
  if (size > MAX_COMPONENTS) {
    throw new InputError(
      `${field}: names ${size} components; one import takes at most ${MAX_COMPONENTS}`,
    );
  }
}

/**
 * @throws InputError where a name on the right is no configured severity
 */
function readSeverityNames(
  names: Record<string, string>,
  severities: SeverityScale,
): Map<string, string> {
  const canonical = new Map<string, string>();
  for (const [pageName, name] of Object.entries(names)) {
    const severity = severities.find(name);
    if (!severity) {
      throw new InputError(
        `options.severities.${pageName}: '${name.slice(
          0,
          80,
        )}' is no configured severity; the names are ${severities.severities
          .map(known => known.name)
          .join(', ')}`,
      );
    }
    canonical.set(componentKey(pageName), severity.name);
  }
  return canonical;
}

/** Keeps the first record of each identity and refuses the others. */
function refuseRepetitions(records: PreparedRecord[]): void {
  const seen = new Map<string, string>();
  for (const record of records) {
    const externalId = record.candidate?.source.externalId;
    if (externalId === undefined) {
      continue;
    }
    const first = seen.get(externalId);
    if (first === undefined) {
      seen.set(externalId, record.label);
      continue;
    }
    record.candidate = undefined;
    record.problems.push({
      field: 'record',
      message: `is in this import twice; ${first} came first`,
    });
  }
}

/**
 * Takes in history from other tools: each record on its own, known again by its source.
 */
export class DefaultImportService implements ImportService {
  readonly #options: ImportServiceOptions;
  readonly #matcher: ComponentMatcher;
  readonly #store: ImportRecordStore;

  private constructor(options: ImportServiceOptions) {
    this.#options = options;
    this.#matcher = new ComponentMatcher(options);
    this.#store = new ImportRecordStore(options);
  }

  static create(options: ImportServiceOptions): DefaultImportService {
    return new DefaultImportService(options);
  }

  async importRecords(
    input: ParsedImportInput,
    options: { credentials: BackstageCredentials },
  ): Promise<ImportReport> {
    const { access, severities } = this.#options;
    await access.assertAllowed(incidentCreatePermission, options);
    assertSize(input.content);

    const format = importFormats[input.format];
    const severityNames = readSeverityNames(
      input.options.severities ?? {},
      severities,
    );
    const parsed = format.parse(input.content, {
      name: input.options.page,
      url: input.options.pageUrl,
    });
    if (parsed.length > MAX_IMPORT_RECORDS) {
      throw new InputError(
        `content: holds ${parsed.length} records; one import takes at most ${MAX_IMPORT_RECORDS}, so send them in several`,
      );
    }

    const dictionary: Dictionary = {
      provider: format.provider,
      severities,
      severityNames,
      components: await this.#matchComponents(
        parsed,
        input.options.components ?? {},
        options,
      ),
    };
    const prepared = parsed.map(record => prepareRecord(record, dictionary));
    refuseRepetitions(prepared);
    const records = await this.#take(prepared, input, options);
    return summarizeImport(records, input.dryRun);
  }

  async #matchComponents(
    parsed: ParsedRecord[],
    named: Record<string, string>,
    options: { credentials: BackstageCredentials },
  ): Promise<Dictionary['components']> {
    assertFewComponents('options.components', Object.keys(named));
    await this.#matcher.assertKnown(named, options);
    const byHand = new Map(
      Object.entries(named).map(([name, entityRef]) => [
        componentKey(name),
        { entityRef, candidates: 1 },
      ]),
    );
    const others = parsed
      .flatMap(({ record }) => record?.components ?? [])
      .filter(name => !byHand.has(componentKey(name)));
    assertFewComponents('content', others);
    return new Map([
      ...(await this.#matcher.match(others, options)),
      ...byHand,
    ]);
  }

  async #take(
    prepared: PreparedRecord[],
    input: ParsedImportInput,
    options: { credentials: BackstageCredentials },
  ): Promise<ImportRecordReport[]> {
    const { access, policy } = this.#options;
    const candidates = prepared.flatMap(({ candidate }) => candidate ?? []);
    const existing = await this.#findExisting(
      importFormats[input.format].provider,
      candidates.map(({ source }) => source.externalId),
      options,
    );
    const { userRef } = await access.getReader(options.credentials);
    const importer = RecordImporter.create({
      ...this.#options,
      store: this.#store,
      by: userRef ?? servicePrincipal(options.credentials),
      applyPolicy: input.options.applyPolicy ?? false,
      dryRun: input.dryRun,
    });
    if (!input.dryRun) {
      // One look at the hierarchy for all records; the recorder finds it in the cache.
      await policy.snapshot([
        ...new Set(
          candidates.flatMap(candidate =>
            candidate.input.affected.map(({ entityRef }) => entityRef),
          ),
        ),
      ]);
    }
    const reports = [];
    for (const record of prepared) {
      reports.push(
        await importer.take(
          record,
          existing.get(record.candidate?.source.externalId ?? ''),
        ),
      );
    }
    return reports;
  }

  /** What earlier imports left of these records, and what the caller may do with it. */
  async #findExisting(
    provider: string,
    externalIds: string[],
    options: { credentials: BackstageCredentials },
  ): Promise<Map<string, ExistingIncident>> {
    const { access, recorder } = this.#options;
    const incidents = await recorder.findBySource(provider, externalIds);
    if (incidents.size === 0) {
      return new Map();
    }
    const ids = [...incidents.values()].map(({ id }) => id);
    const [read, update] = await access.getScopes(
      [incidentReadPermission, incidentUpdatePermission],
      options,
    );
    const [last, readable, updatable] = [
      await this.#store.find(provider, [...incidents.keys()]),
      await this.#store.findAccessible(ids, read),
      await this.#store.findAccessible(ids, update),
    ];
    return new Map(
      [...incidents].map(([externalId, incident]) => [
        externalId,
        {
          incident,
          last: last.get(externalId),
          readable: readable.has(incident.id),
          updatable: readable.has(incident.id) && updatable.has(incident.id),
        },
      ]),
    );
  }
}

function servicePrincipal(credentials: BackstageCredentials): string {
  const { principal } = credentials;
  return typeof principal === 'object' &&
    principal !== null &&
    'subject' in principal
    ? String(principal.subject)
    : 'unknown';
}
