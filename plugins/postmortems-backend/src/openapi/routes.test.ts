import { mockServices, startTestBackend } from '@backstage/backend-test-utils';
import { catalogServiceMock } from '@backstage/plugin-catalog-node/testUtils';
import postmortemsPlugin from '..';
import { createOpenApiDocument } from './document';

/** As much of express as tells which routes there are. */
interface Layer {
  route?: { path: string | string[]; methods: Record<string, boolean> };
  handle?: { stack?: Layer[] };
}

function listRoutes(stack: Layer[]): string[] {
  return stack.flatMap(({ route, handle }) => {
    if (!route) {
      return listRoutes(handle?.stack ?? []);
    }
    return [route.path].flat().flatMap(path =>
      Object.keys(route.methods).map(method => {
        const template = path.replace(/:(\w+)/g, '{$1}');
        return `${method} ${template}`;
      }),
    );
  });
}

describe('the routes of the plugin', () => {
  it('are those that the document tells of', async () => {
    const httpRouter = mockServices.httpRouter.mock();
    await startTestBackend({
      features: [
        postmortemsPlugin,
        httpRouter.factory,
        catalogServiceMock.factory({ entities: [] }),
      ],
    });
    const mounted = listRoutes(
      httpRouter.use.mock.calls.map(([handle]) => ({
        handle: handle as { stack?: Layer[] },
      })),
      // The permission framework has routes of its own in every plugin.
    ).filter(route => !route.includes('/.well-known/'));

    const documented = Object.entries(
      createOpenApiDocument().paths ?? {},
    ).flatMap(([path, item]) =>
      Object.keys(item).map(method => `${method} ${path}`),
    );
    expect(mounted.sort()).toEqual(documented.sort());
    expect(mounted).toContain('put /postmortems/{id}/sections/{key}');
  });
});
