import { TestApiProvider } from '@backstage/test-utils';
import type { Postmortem } from '@hindsight/plugin-postmortems-common';
import { renderHook } from '@testing-library/react';
import type { ReactNode } from 'react';
import { postmortemsApiRef } from '../api';
import { incident } from '../testing';
import { answer, FilingApi } from './__testUtils__/openFiling';
import { useFilingRequest } from './useFilingRequest';

function filing(api: FilingApi) {
  const wrapper = (props: { children: ReactNode }) => (
    <TestApiProvider apis={[[postmortemsApiRef, api]]}>
      {props.children}
    </TestApiProvider>
  );
  return renderHook(() => useFilingRequest(), { wrapper }).result.current;
}

const before = { incidentId: 'a' };
const request = { postmortem: { incidentId: 'a', template: 'security' } };

describe('useFilingRequest', () => {
  it('finds the document of an earlier attempt whose answer was lost', async () => {
    const api = new FilingApi();
    const earlier = { reference: 'PM-9' } as Postmortem;
    api.createPostmortem
      .mockRejectedValueOnce(
        await answer(
          409,
          'Idempotency-Key: this key was used for another body',
        ),
      )
      .mockResolvedValueOnce(earlier);
    const outcome = await filing(api)({
      request,
      idempotencyKey: 'key-1',
      sent: before,
      onIncident: jest.fn(),
    });
    expect(outcome).toEqual({ filedEarlier: earlier });
    expect(api.createPostmortem).toHaveBeenLastCalledWith(before, {
      idempotencyKey: 'key-1',
    });
  });

  it('remembers what was sent only while nobody knows what came of it', async () => {
    const api = new FilingApi();
    const options = {
      request,
      idempotencyKey: 'key-1',
      onIncident: jest.fn(),
    };
    api.createPostmortem.mockRejectedValueOnce(
      await answer(502, 'Bad gateway'),
    );
    expect(await filing(api)(options)).toMatchObject({
      unanswered: request.postmortem,
    });
    api.createPostmortem.mockRejectedValueOnce(await answer(403, 'Not you'));
    expect(await filing(api)(options)).toMatchObject({ unanswered: undefined });
  });

  it('builds upon what others changed meanwhile', async () => {
    const recorded = incident();
    const fresh = { ...recorded, etag: 'e2' };
    const api = new FilingApi([fresh]);
    const onIncident = jest.fn();
    api.updateIncident.mockRejectedValueOnce(
      await answer(412, 'It has changed'),
    );
    const outcome = await filing(api)({
      request: { ...request, patch: { severity: 'SEV2' } },
      idempotencyKey: 'key-1',
      incident: recorded,
      onIncident,
    });
    expect(outcome).toHaveProperty('error');
    expect(onIncident).toHaveBeenCalledWith(fresh);
    expect(api.createPostmortem).not.toHaveBeenCalled();
  });
});
