import { samples } from '../images/__testUtils__/samples';
import type { Caller } from './composedBackend';

/** An incident as a person records it; its words stand nowhere else. */
export const incidentInput = {
  title: 'Checkout lost its quokka',
  summary: 'The quokka had left through the back door.',
  severity: 'SEV1',
  startedAt: '2025-11-03T14:02:00Z',
  resolvedAt: '2025-11-03T15:14:00Z',
  affected: [
    { entityRef: 'component:default/checkout' },
    { entityRef: 'component:default/vault', role: 'cause' },
  ],
  roles: [{ role: 'responder', entityRef: 'user:default/pete' }],
};

/** Another incident, on something that everybody may see. */
export const shelf = {
  title: 'Shelf fell',
  summary: '',
  startedAt: '2025-11-01T08:00:00Z',
  resolvedAt: '2025-11-01T09:00:00Z',
  affected: [{ entityRef: 'component:default/shelf' }],
};

/** A filed postmortem with a text and an image. */
export interface Filed {
  incident: { id: string; reference: string; etag: string };
  postmortem: { id: string; reference: string; etag: string };
  image: { id: string };
}

/** Records an incident alone. */
export async function record(caller: Caller, more: object = {}) {
  const { body } = await caller
    .post('/incidents')
    .send({ ...incidentInput, ...more })
    .expect(201);
  return body;
}

/** Files an incident and its postmortem, writes a section and puts an image into it. */
export async function file(caller: Caller, more: object = {}): Promise<Filed> {
  const { body: postmortem } = await caller
    .post('/postmortems')
    .send({ incident: { ...incidentInput, ...more } })
    .expect(201);
  const path = `/postmortems/${postmortem.id}`;
  await caller
    .put(`${path}/sections/summary`)
    .set('If-Match', '*')
    .send({ markdown: 'Nobody fed the wombat.' })
    .expect(200);
  const { body: image } = await caller
    .post(`${path}/images`)
    .type('png')
    .send(samples.png)
    .expect(201);
  return { incident: postmortem.incident, postmortem, image };
}

/** A status page's history of one outage. */
export const page = JSON.stringify({
  incidents: [
    {
      id: 'known-to-the-page',
      name: 'Outage',
      status: 'resolved',
      impact: 'major',
      started_at: '2025-11-03T14:02:00Z',
      resolved_at: '2025-11-03T15:02:00Z',
      incident_updates: [],
      components: [{ id: 'c', name: 'checkout' }],
    },
  ],
});

/** Brought in from a status page, then written up by hand, for the import to come upon. */
export async function importAndEdit(
  author: Caller,
  more: object,
): Promise<Filed> {
  const { body: report } = await author
    .post('/imports')
    .send({ format: 'statuspage', content: page })
    .expect(200);
  const { incident } = report.records[0];
  const { body: edited } = await author
    .patch(`/incidents/${incident.id}`)
    .set('If-Match', '*')
    .send({
      title: incidentInput.title,
      affected: incidentInput.affected,
      roles: incidentInput.roles,
      ...more,
    })
    .expect(200);
  const { body: postmortem } = await author
    .post('/postmortems')
    .send({ incidentId: incident.id })
    .expect(201);
  return { incident: edited, postmortem, image: { id: 'none' } };
}

/** Fails where a text names one of the secrets. */
export function expectNone(text: string, secrets: string[]) {
  expect(secrets.filter(secret => text.includes(secret))).toEqual([]);
}
