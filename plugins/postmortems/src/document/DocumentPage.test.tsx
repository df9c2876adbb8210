import { ResponseError } from '@backstage/errors';
import { identityApiRef } from '@backstage/core-plugin-api';
import { entityRouteRef } from '@backstage/plugin-catalog-react';
import { AuthorizeResult } from '@backstage/plugin-permission-common';
import { permissionApiRef } from '@backstage/plugin-permission-react';
import {
  mockApis,
  renderInTestApp,
  TestApiProvider,
} from '@backstage/test-utils';
import type {
  Postmortem,
  PostmortemsApi,
  Section,
} from '@hindsight/plugin-postmortems-common';
import { fireEvent, screen, waitFor, within } from '@testing-library/react';
import userEvent from '@testing-library/user-event';
import { Route, Routes } from 'react-router-dom';
import { postmortemsApiRef } from '../api';
import { rootRouteRef } from '../routes';
import { DocumentPage } from './DocumentPage';

const AT = '2026-11-03T14:02:00.000Z';

function section(key: string, fields: Partial<Section> = {}): Section {
  return {
    key,
    title: key === 'summary' ? 'Summary' : 'How it happened',
    help: `What belongs into ${key}`,
    required: true,
    markdown: '',
    etag: `${key}-1`,
    updatedAt: AT,
    ...fields,
  };
}

function postmortem(fields: Partial<Postmortem> = {}): Postmortem {
  return {
    id: '01JD0000000000000000000001',
    reference: 'PM-8',
    incidentId: '01JD0000000000000000000002',
    alsoCovers: [],
    status: 'draft',
    owner: 'group:default/team-payments',
    template: 'standard',
    reviewers: [
      {
        entityRef: 'group:default/sre',
        token: 'group:default/sre',
        required: true,
        because: [
          {
            kind: 'annotation',
            entityRef: 'domain:default/payments',
            annotation: 'postmortems/required-reviewers',
          },
        ],
      },
      {
        entityRef: 'group:default/gone',
        token: 'owner',
        required: true,
        unresolved: true,
        fallback: 'group:default/engineering',
        because: [{ kind: 'rule', rule: 'Tier 1', enforced: true }],
      },
    ],
    approvals: 2,
    visibility: 'internal',
    revision: 0,
    createdAt: AT,
    updatedAt: AT,
    createdBy: 'user:default/noor',
    etag: 'pm-1',
    sections: [
      section('summary', { markdown: 'Cards were **refused**.' }),
      section('how-it-happened'),
    ],
    incident: {
      id: '01JD0000000000000000000002',
      reference: 'INC-12',
      title: 'Checkout returned 502 for card payments',
      summary: '',
      severity: 'SEV1',
      status: 'resolved',
      kind: 'incident',
      startedAt: AT,
      detectedAt: '2026-11-03T14:06:00.000Z',
      mitigatedAt: '2026-11-03T14:59:00.000Z',
      resolvedAt: '2026-11-03T15:14:00.000Z',
      affected: [
        {
          entityRef: 'component:default/checkout-api',
          role: 'cause',
          snapshot: { owner: 'group:default/team-payments', snapshotAt: AT },
        },
      ],
      roles: [],
      links: [],
      visibility: 'internal',
      flags: [],
      postmortemDecision: {
        required: true,
        reason: 'SEVERITY_REACHED',
        because: 'Required, because domain payments asks for one from SEV2.',
        decidedAt: AT,
        fixed: true,
        sources: [],
      },
      createdAt: AT,
      updatedAt: AT,
      createdBy: 'user:default/noor',
      etag: 'inc-1',
    },
    ...fields,
  };
}

async function refuse(
  statusCode: number,
  error: { name: string; message: string },
): Promise<never> {
  throw await ResponseError.fromResponse(
    new Response(JSON.stringify({ error, response: { statusCode } }), {
      status: statusCode,
      headers: { 'content-type': 'application/json' },
    }),
  );
}

function stale() {
  return refuse(412, { name: 'PreconditionFailedError', message: 'changed' });
}

async function open(
  api: Partial<PostmortemsApi>,
  options: { allowed?: boolean; user?: string } = {},
) {
  const { allowed = true, user = 'user:default/amelia' } = options;
  return renderInTestApp(
    <TestApiProvider
      apis={[
        [
          postmortemsApiRef,
          {
            getSettings: async () => ({
              severities: [],
              templates: [],
              incidentRoles: [],
              limits: { sectionBytes: 1, imageBytes: 1 },
            }),
            ...api,
          },
        ],
        [identityApiRef, mockApis.identity({ userEntityRef: user })],
        [
          permissionApiRef,
          {
            authorize: async () => ({
              result: allowed ? AuthorizeResult.ALLOW : AuthorizeResult.DENY,
            }),
          },
        ],
      ]}
    >
      <Routes>
        <Route
          path="/postmortems/documents/:reference"
          element={<DocumentPage />}
        />
      </Routes>
    </TestApiProvider>,
    {
      routeEntries: ['/postmortems/documents/PM-8'],
      mountedRoutes: {
        '/postmortems': rootRouteRef,
        '/catalog/:namespace/:kind/:name': entityRouteRef,
      },
    },
  );
}

/** What browsers do for `insertText`; jsdom knows no editing commands. */
function insertText(_command: string, _ui?: boolean, text = ''): boolean {
  const field = document.activeElement;
  if (!(field instanceof HTMLTextAreaElement)) {
    return false;
  }
  const { selectionStart, selectionEnd, value } = field;
  fireEvent.input(field, {
    target: {
      value: value.slice(0, selectionStart) + text + value.slice(selectionEnd),
    },
  });
  return true;
}

describe('DocumentPage', () => {
  beforeEach(() => {
    window.localStorage.clear();
    document.execCommand = insertText;
  });

  it('shows the facts, the people with their reasons, and the text', async () => {
    await open({ getPostmortem: async () => postmortem() });
    expect(
      await screen.findByRole('heading', {
        level: 1,
        name: 'Checkout returned 502 for card payments',
      }),
    ).toBeInTheDocument();
    expect(screen.getByText('refused').tagName).toBe('STRONG');
    expect(screen.getByRole('article')).toHaveTextContent('(1 h 12 min)');
    const rail = screen.getByRole('complementary', { name: 'Facts' });
    expect(within(rail).getByText(/Asked for by/)).toHaveTextContent(
      'payments',
    );
    expect(
      within(rail).getByText(/Rule “Tier 1”, which is a floor/),
    ).toHaveTextContent('as owner');
    expect(within(rail).getByText('2 approvals needed')).toBeInTheDocument();
  });

  it('saves what is written in a section with its etag, by keyboard alone', async () => {
    const user = userEvent.setup();
    const saveSection = jest.fn(async (_id, key, markdown) =>
      section(key, { markdown, etag: 'summary-2' }),
    );
    await open({ getPostmortem: async () => postmortem(), saveSection });
    const edit = await screen.findByRole('button', { name: 'Edit Summary' });
    edit.focus();
    await user.keyboard('{Enter}');
    const field = screen.getByRole('textbox', { name: 'Summary' });
    expect(field).toHaveFocus();
    expect(field).toHaveAccessibleDescription(/What belongs into summary/);
    await user.clear(field);
    await user.type(field, 'Cards were declined.');
    await user.keyboard('{Control>}{Enter}{/Control}');
    expect(await screen.findByText('Cards were declined.')).toBeInTheDocument();
    expect(saveSection).toHaveBeenCalledWith(
      '01JD0000000000000000000001',
      'summary',
      'Cards were declined.',
      'summary-1',
    );
    expect(screen.queryByRole('textbox')).not.toBeInTheDocument();
  });

  it('keeps an unsaved text over a reload, for whoever typed it, until it is saved', async () => {
    const user = userEvent.setup();
    const stored = postmortem();
    const saveSection = jest.fn(async (_id, key, markdown) =>
      section(key, { markdown, etag: 'summary-2' }),
    );
    const api = { getPostmortem: async () => stored, saveSection };
    const kept = 'You have unsaved text in this section.';
    const first = await open(api);
    await user.click(
      await screen.findByRole('button', { name: 'Edit Summary' }),
    );
    await user.type(screen.getByRole('textbox'), ' More.');
    await user.keyboard('{Escape}');
    expect(screen.getByText(kept)).toBeInTheDocument();
    first.unmount();

    const colleague = await open(api, { user: 'user:default/noor' });
    await screen.findByRole('button', { name: 'Edit Summary' });
    expect(screen.queryByText(kept)).not.toBeInTheDocument();
    colleague.unmount();

    const second = await open(api);
    await user.click(
      await screen.findByRole('button', { name: 'Continue writing' }),
    );
    expect(screen.getByRole('textbox')).toHaveValue(
      'Cards were **refused**. More.',
    );
    await user.click(screen.getByRole('button', { name: 'Save' }));
    expect(await screen.findByText(/More\./)).toBeInTheDocument();
    expect(saveSection.mock.calls[0].slice(2)).toEqual([
      'Cards were **refused**. More.',
      'summary-1',
    ]);
    second.unmount();

    await open(api);
    await screen.findByRole('button', { name: 'Edit Summary' });
    expect(screen.queryByText(kept)).not.toBeInTheDocument();
  });

  it('offers both texts when somebody else saved meanwhile', async () => {
    const user = userEvent.setup();
    const theirs = section('summary', {
      markdown: 'Theirs.',
      etag: 'summary-2',
    });
    const getPostmortem = jest
      .fn()
      .mockResolvedValueOnce(postmortem())
      .mockResolvedValue(
        postmortem({ sections: [theirs, section('how-it-happened')] }),
      );
    const saveSection = jest
      .fn()
      .mockImplementationOnce(stale)
      .mockImplementation(async (_id, key, markdown) =>
        section(key, { markdown, etag: 'summary-3' }),
      );
    await open({ getPostmortem, saveSection });
    await user.click(
      await screen.findByRole('button', { name: 'Edit Summary' }),
    );
    const field = screen.getByRole('textbox');
    await user.clear(field);
    await user.type(field, 'Mine.');
    await user.click(screen.getByRole('button', { name: 'Save' }));
    expect(await screen.findByText('Theirs.')).toBeInTheDocument();
    expect(field).toHaveValue('Mine.');
    await user.click(
      screen.getByRole('button', { name: 'Put it into my text' }),
    );
    await user.click(screen.getByRole('button', { name: 'Save' }));
    await waitFor(() =>
      expect(saveSection).toHaveBeenLastCalledWith(
        expect.anything(),
        'summary',
        'Theirs.\n\nMine.',
        'summary-2',
      ),
    );
  });

  it('keeps the text when the request fails, and says why in the words of the backend', async () => {
    const user = userEvent.setup();
    const saveSection = jest
      .fn()
      .mockImplementationOnce(() =>
        refuse(413, {
          name: 'PayloadTooLargeError',
          message: 'The section is larger than 1 MB',
        }),
      )
      .mockRejectedValueOnce(new TypeError('Failed to fetch'));
    await open({ getPostmortem: async () => postmortem(), saveSection });
    await user.click(
      await screen.findByRole('button', { name: 'Edit Summary' }),
    );
    await user.type(screen.getByRole('textbox'), ' More.');
    await user.click(screen.getByRole('button', { name: 'Save' }));
    expect(
      await screen.findByText('The section is larger than 1 MB'),
    ).toBeInTheDocument();
    await user.click(screen.getByRole('button', { name: 'Save' }));
    expect(
      await screen.findByText('The server could not be reached.'),
    ).toBeInTheDocument();
    expect(screen.getByRole('textbox')).toHaveValue(
      'Cards were **refused**. More.',
    );
  });

  it('puts a pasted image into the text, and takes the placeholder out when it fails', async () => {
    const user = userEvent.setup();
    const uploadImage = jest
      .fn()
      .mockResolvedValueOnce({
        markdownUrl: 'images/01JD0000000000000000000009',
      })
      .mockImplementationOnce(() =>
        refuse(400, { name: 'InputError', message: 'not an image' }),
      );
    await open({ getPostmortem: async () => postmortem(), uploadImage });
    await user.click(
      await screen.findByRole('button', { name: 'Edit How it happened' }),
    );
    const field = screen.getByRole('textbox');
    const png = new File(['x'], 'error rate.png', { type: 'image/png' });
    await user.click(field);
    fireEvent.paste(field, { clipboardData: { files: [png] } });
    await waitFor(() =>
      expect(field).toHaveValue(
        '![error rate](images/01JD0000000000000000000009)\n',
      ),
    );
    fireEvent.paste(field, { clipboardData: { files: [png] } });
    expect(
      await screen.findByText('Not uploaded: error rate.png: not an image'),
    ).toBeInTheDocument();
    expect(field).toHaveValue(
      '![error rate](images/01JD0000000000000000000009)\n',
    );
    const text = new File(['x'], 'notes.txt', { type: 'text/plain' });
    // Not taken, it would replace the page.
    expect(fireEvent.drop(field, { dataTransfer: { files: [text] } })).toBe(
      false,
    );
    expect(await screen.findByText(/notes\.txt: only PNG/)).toBeInTheDocument();
    expect(uploadImage).toHaveBeenCalledTimes(2);
  });

  it('offers no editing to somebody who may only read', async () => {
    // Permissions are remembered by record, across tests.
    const id = '01JD0000000000000000000005';
    await open(
      { getPostmortem: async () => postmortem({ id }) },
      { allowed: false },
    );
    expect(
      await screen.findByText('You can read this postmortem, but not edit it.'),
    ).toBeInTheDocument();
    expect(
      screen.queryByRole('button', { name: /^Edit/ }),
    ).not.toBeInTheDocument();
  });

  it('says that a document is not there, and where the others are', async () => {
    await open({
      getPostmortem: async () => {
        throw await ResponseError.fromResponse(
          new Response('{}', { status: 404 }),
        );
      },
    });
    expect(
      await screen.findByText(/There is no postmortem PM-8/),
    ).toBeInTheDocument();
    expect(
      screen.getByRole('link', { name: 'All postmortems' }),
    ).toHaveAttribute('href', '/postmortems');
  });
});
