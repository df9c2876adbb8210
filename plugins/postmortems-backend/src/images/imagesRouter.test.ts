import { createBackendModule } from '@backstage/backend-plugin-api';
import {
  postmortemsImageStoreExtensionPoint,
  type ImageStore,
} from '@hindsight/plugin-postmortems-node';
import {
  ann,
  bob,
  DENY,
  file,
  startPostmortemsBackend,
  type PostmortemsBackend,
} from '../postmortems/__testUtils__/postmortemsBackend';
import { samples } from './__testUtils__/samples';

jest.setTimeout(60_000);

describe('images over HTTP', () => {
  let backend: PostmortemsBackend;

  beforeEach(async () => {
    backend = await startPostmortemsBackend();
  });

  it('keeps images under the permissions of their document', async () => {
    await file(backend);
    await file(backend);
    const upload = (path: string, content: Buffer, type: string) =>
      backend
        .as(ann)
        .post(`${path}/images`)
        .set('Content-Type', type)
        .send(content);
    const { body: image } = await upload(
      '/postmortems/PM-1',
      samples.gif,
      'image/gif',
    ).expect(201);
    expect(image).toEqual({
      id: expect.any(String),
      markdownUrl: `images/${image.id}`,
      mediaType: 'image/gif',
      bytes: samples.gif.length,
      width: 3,
      height: 2,
      createdAt: expect.any(String),
      createdBy: ann,
    });
    const again = await upload(
      '/postmortems/PM-1',
      samples.gif,
      'application/octet-stream',
    );
    expect(again.body).toEqual(image);
    const elsewhere = await upload(
      '/postmortems/PM-2',
      samples.gif,
      'image/gif',
    );
    expect(elsewhere.body.id).not.toBe(image.id);

    const path = `/postmortems/PM-1/images/${image.id}`;
    const read = await backend.as(bob).get(path).expect(200);
    expect(read.body).toEqual(samples.gif);
    expect(read.headers).toMatchObject({
      'content-type': 'image/gif',
      'content-disposition': 'inline',
      'x-content-type-options': 'nosniff',
      'content-security-policy': "default-src 'none'; sandbox",
      'cache-control': 'private, no-cache',
    });
    await backend
      .as(bob)
      .get(path)
      .set('If-None-Match', read.headers.etag)
      .expect(304);
    await backend
      .as(bob)
      .get(`/postmortems/PM-2/images/${image.id}`)
      .expect(404);
    backend.setPermissions(name =>
      name === 'postmortems.postmortem.read' ? DENY : undefined,
    );
    await backend
      .as(bob)
      .get(path)
      .set('If-None-Match', read.headers.etag)
      .expect(404);
  });

  it.each([
    ['an SVG', samples.svg, 'image/svg+xml', 400, 'of type SVG'],
    [
      'a page that says it is a PNG',
      samples.html,
      'image/png',
      400,
      'no image',
    ],
    ['a GIF that says it is a PNG', samples.gif, 'image/png', 400, 'image/gif'],
    ['JSON', Buffer.from('{"a":1}'), 'application/json', 400, 'no image'],
    ['nothing', Buffer.alloc(0), 'image/png', 400, 'empty'],
    [
      'more than 5 MB',
      Buffer.alloc(5 * 1024 * 1024 + 1),
      'image/png',
      413,
      '5 MB',
    ],
  ])('refuses %s as an image', async (_, content, type, status, message) => {
    await file(backend);
    const { body } = await backend
      .as(ann)
      .post('/postmortems/PM-1/images')
      .set('Content-Type', type)
      .send(content)
      .expect(status);
    expect(body.error.message).toContain(message);
  });

  it('keeps images where a module says', async () => {
    const kept = new Map<string, Buffer>();
    const store: ImageStore = {
      put: async (key, { content }) => {
        kept.set(key, content);
      },
      get: async key => kept.get(key),
      delete: async keys => {
        for (const key of keys) {
          kept.delete(key);
        }
      },
    };
    backend = await startPostmortemsBackend({
      features: [
        createBackendModule({
          pluginId: 'postmortems',
          moduleId: 'image-store',
          register(env) {
            env.registerInit({
              deps: { images: postmortemsImageStoreExtensionPoint },
              async init({ images }) {
                images.setImageStore(store);
                expect(() => images.setImageStore(store)).toThrow('already');
              },
            });
          },
        }),
      ],
    });
    await file(backend);
    const { body: image } = await backend
      .as(ann)
      .post('/postmortems/PM-1/images')
      .type('png')
      .send(samples.png)
      .expect(201);
    expect([...kept.entries()]).toEqual([[image.id, samples.png]]);
    const path = `/postmortems/PM-1/images/${image.id}`;
    const read = await backend.as(ann).get(path).expect(200);
    expect(read.body).toEqual(samples.png);
    kept.clear();
    await backend.as(ann).get(path).expect(404);
    kept.set(image.id, samples.png);
    await backend.as(ann).delete('/postmortems/PM-1').expect(204);
    expect(kept.size).toBe(0);
  });
});
