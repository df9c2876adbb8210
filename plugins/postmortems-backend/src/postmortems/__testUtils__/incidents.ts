import type { Knex } from 'knex';

/** An incident as a test needs it. */
export interface StoredTestIncident {
  id: string;
  number: number;
  title?: string;
  visibility?: 'internal' | 'restricted';
  severity?: string;
  /** Milliseconds since 1970. */
  dueAt?: number;
  affected?: string[];
}

/** Puts incidents into the database as the incidents room would. */
export async function insertTestIncidents(
  knex: Knex,
  incidents: StoredTestIncident[],
): Promise<void> {
  const at = Date.parse('2026-11-01T10:00:00.000Z');
  for (const { id, number, title = 'Checkout failed', ...more } of incidents) {
    await knex('incidents').insert({
      id,
      number,
      title,
      summary: '',
      severity: more.severity ?? null,
      severity_weight: 0,
      status: 'resolved',
      kind: 'incident',
      started_at: at,
      times_flagged: false,
      links: '[]',
      flags: '[]',
      visibility: more.visibility ?? 'internal',
      decision_required: false,
      decision_reason: 'NO_THRESHOLD',
      decision_because: '',
      decision_due_at: more.dueAt ?? null,
      decision_decided_at: at,
      decision_fixed: false,
      decision_exempt: false,
      decision_sources: '[]',
      created_at: at,
      updated_at: at,
      created_by: 'user:default/ann',
      etag: 'e1',
      search_words: title.toLocaleLowerCase('en-US'),
    });
    if (knex.client.config.client !== 'pg') {
      await knex('incident_search').insert({
        rowid: number,
        words: title.toLocaleLowerCase('en-US'),
      });
    }
    for (const [position, ref] of (more.affected ?? []).entries()) {
      await knex('incident_affected').insert({
        incident_id: id,
        entity_ref: ref,
        role: 'affected',
        position,
        snapshot_at: at,
      });
      await knex('incident_scopes').insert([
        { incident_id: id, entity_ref: ref, ref },
        { incident_id: id, entity_ref: ref, ref: 'system:default/shop' },
      ]);
    }
  }
}
