import { Hierarchy, toCatalogNode } from '.';
import { entity } from '../resolution/__testUtils__/world';

it('relations win over the spec, and keep what the catalog does not hold', () => {
  const node = toCatalogNode(
    entity('Component', 'shop', { owner: 'team', system: 'checkout' }, {}, [
      { type: 'ownedBy', targetRef: 'group:default/gone' },
      { type: 'partOf', targetRef: 'component:default/parent' },
    ]),
    [],
  );
  expect(node.owners).toEqual(['group:default/gone']);
  expect(node.systems).toEqual(['system:default/checkout']);
  expect(
    new Hierarchy(new Map([[node.ref, node]])).climb(node, ['owner'], []).gaps,
  ).toMatchObject([{ ref: 'group:default/gone', link: 'owner' }]);
});
