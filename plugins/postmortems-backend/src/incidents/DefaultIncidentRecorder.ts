import { ConflictError, InputError, NotFoundError } from '@backstage/errors';
import {
  INCIDENT_TIMES,
  type Incident,
  type ParsedIncidentInput,
  type ParsedIncidentPatch,
  type SeverityScale,
  type Visibility,
} from '@hindsight/plugin-postmortems-common';
import type { Knex } from 'knex';
import { ulid } from 'ulid';
import { assertMatches, type IfMatch } from '../http';
import type { PolicyService } from '../policy/types';
import {
  checkAffected,
  checkImpactWindows,
  checkSeverity,
  checkStatus,
  checkTimes,
  refuse,
  withoutRepeatedRoles,
  type ProblemSink,
} from './incidentChecks';
import { applyPatch, keptFlags } from './incidentPatches';
import type { IncidentStore, StoredIncident } from './IncidentStore';
import {
  changesNothing,
  isSame,
  toFields,
  toPolicyRequest,
  withoutRepeatedFlags,
  type CheckedIncident,
} from './preparedIncidents';
import { snapshotAffected } from './snapshotAffected';
import type { IncidentRecorder, PreparedIncident, Provenance } from './types';

/** How often a change is tried again where another one came between. */
const MAX_ATTEMPTS = 3;

/** Records incidents by the rules that hold for everybody, whoever asks. */
export class DefaultIncidentRecorder implements IncidentRecorder {
  readonly #knex: Knex;
  readonly #store: IncidentStore;
  readonly #policy: PolicyService;
  readonly #scale: SeverityScale;

  static create(options: {
    knex: Knex;
    store: IncidentStore;
    policy: PolicyService;
    scale: SeverityScale;
  }): DefaultIncidentRecorder {
    return new DefaultIncidentRecorder(options);
  }

  private constructor(options: {
    knex: Knex;
    store: IncidentStore;
    policy: PolicyService;
    scale: SeverityScale;
  }) {
    this.#knex = options.knex;
    this.#store = options.store;
    this.#policy = options.policy;
    this.#scale = options.scale;
  }

  async prepare(
    input: ParsedIncidentInput,
    provenance: Provenance,
  ): Promise<PreparedIncident> {
    const now = provenance.at ?? new Date().toISOString();
    const id = ulid(Date.parse(now));
    const checked = await this.#check(input, provenance, { id, now });
    const exempt = provenance.decide === 'never';
    const decision = await this.#decide(checked.input, { exempt });
    return {
      scopes: checked.snapshots.scopes,
      exempt,
      incident: {
        ...toFields(checked),
        id,
        source: provenance.source,
        visibility: await this.#strictestVisibility(checked.input),
        postmortemDecision: decision,
        createdAt: now,
        updatedAt: now,
        createdBy: provenance.by,
      },
    };
  }

  async insert(
    prepared: PreparedIncident,
    tx: Knex.Transaction,
  ): Promise<Incident> {
    return this.#store.insert(prepared, tx);
  }

  async record(
    input: ParsedIncidentInput,
    provenance: Provenance,
  ): Promise<Incident> {
    const prepared = await this.prepare(input, provenance);
    return this.#knex.transaction(tx => this.insert(prepared, tx));
  }

  async revise(
    id: string,
    patch: ParsedIncidentPatch,
    provenance: Provenance,
    options?: { ifMatch?: IfMatch },
  ): Promise<Incident> {
    for (let attempt = 0; attempt < MAX_ATTEMPTS; attempt += 1) {
      const stored = await this.#store.findUnrestricted(id);
      if (!stored) {
        throw new NotFoundError(`There is no incident ${id}`);
      }
      const { incident } = stored;
      if (options?.ifMatch) {
        assertMatches(options.ifMatch, incident.etag, incident.reference);
      }
      const prepared = await this.#prepareChange(stored, patch, provenance);
      if (changesNothing(prepared, stored)) {
        return incident;
      }
      const written = await this.#knex.transaction(tx =>
        this.#store.replace(prepared, incident.etag, tx),
      );
      if (written) {
        return written;
      }
    }
    throw new ConflictError(
      `Others keep changing ${id}; try again in a moment`,
    );
  }

  async findBySource(
    provider: string,
    externalIds: string[],
  ): Promise<Map<string, Incident>> {
    return this.#store.findBySourceUnrestricted(provider, externalIds);
  }

  async #prepareChange(
    stored: StoredIncident,
    patch: ParsedIncidentPatch,
    provenance: Provenance,
  ): Promise<PreparedIncident> {
    const { incident } = stored;
    const now = provenance.at ?? new Date().toISOString();
    const checked = await this.#check(applyPatch(incident, patch), provenance, {
      id: incident.id,
      now,
      stored,
      patch,
    });
    const exempt =
      provenance.decide === undefined
        ? stored.exempt
        : provenance.decide === 'never';
    return {
      scopes: checked.snapshots.scopes,
      exempt,
      incident: {
        ...toFields(checked),
        id: incident.id,
        source: provenance.source ?? incident.source,
        visibility:
          patch.affected || patch.visibility
            ? await this.#strictestVisibility(checked.input, {
                refuseOpening: patch.visibility === 'internal',
              })
            : incident.visibility,
        postmortemDecision: await this.#decideAgain(checked.input, incident, {
          exempt,
          wasExempt: stored.exempt,
        }),
        createdAt: incident.createdAt,
        updatedAt: now,
        createdBy: incident.createdBy,
      },
    };
  }

  /** Checks what is new: what was stored with a flag is not refused because of another change. */
  async #check(
    input: ParsedIncidentInput,
    provenance: Provenance,
    context: {
      id: string;
      now: string;
      stored?: StoredIncident;
      patch?: ParsedIncidentPatch;
    },
  ): Promise<CheckedIncident> {
    const { id, now, stored, patch } = context;
    const lenient = provenance.lenient ?? false;
    const flags = provenance.flags
      ? [...provenance.flags]
      : keptFlags(stored?.incident.flags ?? [], patch ?? {}, input);
    const report: ProblemSink = lenient ? flag => flags.push(flag) : refuse;
    const isNew = (...fields: Array<keyof ParsedIncidentPatch>) =>
      !patch || fields.some(field => patch[field] !== undefined);

    let { severity, status, affected } = input;
    if (severity !== undefined && isNew('severity')) {
      severity = checkSeverity(severity, this.#scale, report);
    }
    if (isNew(...INCIDENT_TIMES, 'kind')) {
      checkTimes(input, {
        now: Date.now(),
        report,
        allowFuture: lenient,
      });
    }
    if (isNew(...INCIDENT_TIMES, 'status')) {
      status = checkStatus(status, input, { lenient, report });
    }
    if (isNew('affected')) {
      affected = checkAffected(affected, { lenient });
      checkImpactWindows(affected, report);
    }
    const duplicateOf = isNew('duplicateOf')
      ? await this.#checkRelation('duplicateOf', input, id)
      : input.duplicateOf;
    const followsFrom = isNew('followsFrom')
      ? await this.#checkRelation('followsFrom', input, id)
      : input.followsFrom;
    const snapshots = await snapshotAffected(this.#policy, affected, {
      now,
      report,
      stored: stored && { ...stored, unchanged: !isNew('affected') },
    });
    return {
      input: {
        ...input,
        severity,
        status,
        affected,
        duplicateOf,
        followsFrom,
        roles: withoutRepeatedRoles(input.roles),
      },
      snapshots,
      flags: withoutRepeatedFlags([...flags, ...snapshots.flags]),
    };
  }

  /** @returns the id of the incident that is named, which may be by its reference */
  async #checkRelation(
    relation: 'duplicateOf' | 'followsFrom',
    input: ParsedIncidentInput,
    id: string,
  ): Promise<string | undefined> {
    const named = input[relation];
    if (named === undefined) {
      return undefined;
    }
    const other = await this.#store.findUnrestricted(named);
    if (!other) {
      throw new InputError(`${relation}: there is no incident ${named}`);
    }
    const { incident } = other;
    if (incident.id === id) {
      throw new InputError(`${relation}: an incident cannot name itself`);
    }
    if (await this.#store.leadsTo(relation, incident.id, id)) {
      throw new InputError(
        `${relation}: ${incident.reference} already leads back to this incident`,
      );
    }
    if (
      relation === 'followsFrom' &&
      Date.parse(incident.startedAt) > Date.parse(input.startedAt)
    ) {
      throw new InputError(
        `followsFrom: ${incident.reference} started later than this incident`,
      );
    }
    return incident.id;
  }

  #decide(
    input: ParsedIncidentInput,
    options: { exempt: boolean; id?: string },
  ) {
    return this.#policy.decide({
      ...toPolicyRequest(input),
      resolvedAt: input.resolvedAt,
      incidentId: options.id,
      imported: options.exempt || undefined,
    });
  }

  async #decideAgain(
    input: ParsedIncidentInput,
    incident: Incident,
    { exempt, wasExempt }: { exempt: boolean; wasExempt: boolean },
  ): Promise<Incident['postmortemDecision']> {
    const { postmortemDecision: current } = incident;
    const isSettled =
      current.decidedBy !== undefined ||
      (current.fixed && input.resolvedAt !== undefined);
    if (isSettled && exempt === wasExempt) {
      return current;
    }
    const decision = await this.#decide(input, { exempt, id: incident.id });
    return isSame({ ...decision, decidedAt: '' }, { ...current, decidedAt: '' })
      ? current
      : decision;
  }

  /** A person may restrict an incident further than the policy does, never open it. */
  async #strictestVisibility(
    input: ParsedIncidentInput,
    options?: { refuseOpening: boolean },
  ): Promise<Visibility> {
    if (input.visibility === 'restricted' || input.affected.length === 0) {
      return input.visibility ?? 'internal';
    }
    const policy = await this.#policy.resolve({
      ...toPolicyRequest(input),
      describe: true,
    });
    if (options?.refuseOpening && policy.visibility.value === 'restricted') {
      throw new InputError(
        'visibility: the policy of an affected entity restricts its incidents',
      );
    }
    return policy.visibility.value;
  }
}
