import { AuthorizeResult } from '@backstage/plugin-permission-common';
import { mockCredentials } from '@backstage/backend-test-utils';
import type { PolicyQueryUser } from '@backstage/plugin-permission-node';
import {
  incidentCreatePermission,
  incidentDeletePermission,
  incidentReadPermission,
  incidentUpdatePermission,
  postmortemUpdatePermission,
} from '@hindsight/plugin-postmortems-common';
import { DemoPermissionPolicy } from './DemoPermissionPolicy';

function user(...claims: string[]): PolicyQueryUser {
  return {
    info: { userEntityRef: claims[0], ownershipEntityRefs: claims },
    credentials: mockCredentials.user(claims[0]),
  };
}

describe('DemoPermissionPolicy', () => {
  const policy = new DemoPermissionPolicy();
  const engineer = user(
    'user:default/priya.raman',
    'group:default/team-checkout',
  );

  it.each([incidentReadPermission, incidentCreatePermission])(
    'lets everybody use $name',
    async permission => {
      await expect(policy.handle({ permission }, engineer)).resolves.toEqual({
        result: AuthorizeResult.ALLOW,
      });
    },
  );

  it.each([incidentUpdatePermission, postmortemUpdatePermission])(
    'keeps $name to owners and participants',
    async permission => {
      const rule = (name: string) =>
        expect.objectContaining({
          rule: name,
          params: {
            claims: ['user:default/priya.raman', 'group:default/team-checkout'],
          },
        });
      await expect(policy.handle({ permission }, engineer)).resolves.toEqual(
        expect.objectContaining({
          result: AuthorizeResult.CONDITIONAL,
          conditions: {
            anyOf: [rule('IS_ENTITY_OWNER'), rule('IS_PARTICIPANT')],
          },
        }),
      );
    },
  );

  it('keeps deletion to owners, and lets the programme team do it too', async () => {
    const permission = incidentDeletePermission;
    await expect(policy.handle({ permission }, engineer)).resolves.toEqual(
      expect.objectContaining({
        conditions: expect.objectContaining({ rule: 'IS_ENTITY_OWNER' }),
      }),
    );
    await expect(
      policy.handle(
        { permission },
        user('user:default/thandi.dlamini', 'group:default/sre'),
      ),
    ).resolves.toEqual({ result: AuthorizeResult.ALLOW });
  });
});
