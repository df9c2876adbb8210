import { cstateFormat } from './cstateFormat';

const page = { name: 'orchard', url: 'https://status.orchard.example' };

function parse(content: string, path = '2024-03-01-kiosk.md') {
  return cstateFormat.parse([{ path, content }], page)[0];
}

function record(head: string, body = 'Gone dark.', path?: string) {
  return parse(`---\n${head}\n---\n${body}\n`, path);
}

const head = `title: Kiosk dark
date: 2024-03-01T11:00:00-00:00
resolved: true
resolvedWhen: 2024-03-01 12:30:00
# Possible severity levels: down, disrupted, notice
severity: down
affected:
  - Kiosk
  - till.orchard.example
section: issue`;

describe('cstateFormat', () => {
  it('reads a record and keeps every sentence of it', () => {
    const body =
      '[Final message]\r\nBack.\r\n\r\n<!-- lint off -->\r\n---\r\nSee {{< track "2024-03-01 11:20" >}}';
    expect(
      parse(
        `\uFEFF---\r\n${head.replace(/\n/g, '\r\n')}\r\n---\r\n\r\n${body}`,
        'content/issues/2024-03-01-Kiosk.md',
      ),
    ).toEqual({
      label: 'content/issues/2024-03-01-Kiosk.md',
      title: 'Kiosk dark',
      problems: [],
      record: {
        externalId: 'orchard/2024-03-01-Kiosk',
        url: 'https://status.orchard.example/issues/2024-03-01-kiosk/',
        title: 'Kiosk dark',
        summary: body.replace(/\r\n/g, '\n'),
        severity: 'down',
        status: 'resolved',
        kind: 'incident',
        times: {
          startedAt: '2024-03-01T11:00:00.000Z',
          resolvedAt: '2024-03-01T12:30:00.000Z',
        },
        components: ['Kiosk', 'till.orchard.example'],
        flags: [],
      },
    });
  });

  it.each([
    ['nothing', head.replace(/affected:\n.*\n.*\n/, ''), []],
    ['an empty list', head.replace(/affected:\n.*\n.*\n/, 'affected:\n'), []],
    [
      'one name',
      head.replace(/affected:\n.*\n.*\n/, 'affected: Kiosk\n'),
      ['Kiosk'],
    ],
    [
      'a name twice, a number and a gap',
      head.replace(
        /affected:\n.*\n.*\n/,
        'affected:\n  - Kiosk\n  - Kiosk\n  -\n  - 42\n',
      ),
      ['Kiosk', '42'],
    ],
  ])('reads %s as affected', (_, text, components) => {
    expect(record(text)).toMatchObject({
      problems: [],
      record: { components },
    });
  });

  it.each([
    ['resolvedWhen: 2024-03-01 12:30:00', 'resolvedWhen:', /not when/],
    ['resolvedWhen: 2024-03-01 12:30:00\n', '', /not when/],
    ['2024-03-01 12:30:00', 'soon', /resolvedWhen: 'soon' is no date and time/],
  ])(
    'keeps and flags a record that is resolved %s → %s',
    (from, to, message) => {
      expect(record(head.replace(from, to))).toMatchObject({
        problems: [],
        record: {
          status: 'resolved',
          times: { resolvedAt: undefined },
          flags: [
            {
              code: 'TIME_MISSING',
              field: 'resolvedAt',
              message: expect.stringMatching(message),
            },
          ],
        },
      });
    },
  );

  it('believes a record that says that it goes on', () => {
    expect(record(head.replace('true', 'false'))).toMatchObject({
      record: { status: 'open', times: { resolvedAt: undefined }, flags: [] },
    });
  });

  it.each([
    ['title: Kiosk dark', 'title: Planned maintenance of the kiosks', true],
    ['section: issue', 'section: maintenance', true],
    ['section: issue', 'section: issue\ninformational: true', true],
    ['title: Kiosk dark', 'title: Outage after maintenance', false],
    ['title: Kiosk dark', 'title: Kiosk maintenances', true],
  ])('tells planned work: %s → %s', (from, to, planned) => {
    expect(record(head.replace(from, to)).record?.kind).toBe(
      planned ? 'maintenance' : 'incident',
    );
  });

  it('tells planned work by the file name', () => {
    expect(
      record(head, 'New lamps.', '2024-03-01-kiosk-maintenance.md').record
        ?.kind,
    ).toBe('maintenance');
  });

  it('forgives colons that YAML does not', () => {
    expect(
      record(head.replace('Kiosk dark', 'Kiosk: dark, again: "why?"')),
    ).toMatchObject({
      problems: [],
      record: { title: 'Kiosk: dark, again: "why?"' },
    });
  });

  it('knows a record without a file name by its date and title', () => {
    const [parsed] = cstateFormat.parse(`---\n${head}\n---\n`, {});
    expect(parsed).toMatchObject({
      label: '2024-03-01-kiosk-dark',
      record: { externalId: '2024-03-01-kiosk-dark', url: undefined },
    });
  });

  it.each([
    ['', [['front matter', /does not begin with front matter/]]],
    ['no head', [['front matter', /does not begin with front matter/]]],
    ['---\n- a\n- b\n---\n', [['front matter', /holds no fields/]]],
    [
      '---\ntitle: [\n---\n',
      [['front matter', /cannot be read: .*Flow sequence/]],
    ],
    [
      '---\na: &a [1]\nb: &b [*a,*a,*a,*a,*a,*a,*a,*a]\nc: &c [*b,*b,*b,*b,*b,*b,*b,*b]\nd: [*c,*c,*c,*c,*c,*c,*c,*c]\n---\n',
      [['front matter', /cannot be read: Excessive alias/]],
    ],
    [
      `---\n${'['.repeat(30_000)}\n---\n`,
      [['front matter', /cannot be read: /]],
    ],
    [
      '---\nseverity: down\n---\n',
      [
        ['title', /missing/],
        ['date', /missing/],
      ],
    ],
    [
      '---\ntitle: x\ndate: 20202-01-01\naffected:\n  - a: b\n---\n',
      [
        ['date', /'20202-01-01' is no date and time/],
        ['affected', /list of component names/],
      ],
    ],
  ])('says what is wrong with %j', (content, problems) => {
    const parsed = parse(content);
    expect(parsed.record).toBeUndefined();
    expect(parsed.problems).toEqual(
      problems.map(([field, message]) => ({
        field,
        message: expect.stringMatching(message),
      })),
    );
  });

  it('runs no code that stands in a head', () => {
    const marked: { ran?: boolean } = globalThis as object;
    const parsed = parse('---js\n{ title: (globalThis.ran = true) }\n---\n');
    expect(parsed.record).toBeUndefined();
    expect(marked.ran).toBeUndefined();
  });
});
