import { renderInTestApp, TestApiProvider } from '@backstage/test-utils';
import { screen, within } from '@testing-library/react';
import { postmortemsApiRef } from '../api';
import { MarkdownView } from './MarkdownView';

const IMAGE_ID = '01JD0000000000000000000000';

async function show(markdown: string) {
  const getImage = jest.fn(async () => new Blob(['x'], { type: 'image/png' }));
  const { container } = await renderInTestApp(
    <TestApiProvider apis={[[postmortemsApiRef, { getImage }]]}>
      <main>
        <MarkdownView markdown={markdown} postmortemId="pm" />
      </main>
    </TestApiProvider>,
  );
  const content = within(container).getByRole('main');
  return { content, getImage };
}

describe('MarkdownView', () => {
  beforeEach(() => {
    URL.createObjectURL = jest.fn(() => 'blob:image');
    URL.revokeObjectURL = jest.fn();
  });

  it.each([
    ['a script', '<script>window.hacked = true</script>'],
    ['a handler', '<img src="x" onerror="window.hacked = true">'],
    ['a script address', '[click](javascript:window.hacked=true)'],
    ['a script address in HTML', '<a href="javascript:hacked()">click</a>'],
    ['a data address', '[click](data:text/html,<script>1</script>)'],
    ['a frame', '<iframe src="https://example.com"></iframe>'],
    ['a style', '<p style="position:fixed">over everything</p>'],
    ['a form', '<form action="https://example.com"><input></form>'],
    ['an SVG', '<svg onload="hacked()"><script>1</script></svg>'],
  ])('leaves out %s', async (_, markdown) => {
    const { content } = await show(markdown);
    expect(
      content.querySelector('script, iframe, form, svg, [onerror], [style]'),
    ).toBeNull();
    for (const link of content.querySelectorAll('a')) {
      expect(link.getAttribute('href') ?? '').not.toMatch(
        /^(javascript|data):/,
      );
    }
  });

  it('keeps headings below those of the page', async () => {
    await show('# One\n\n## Two\n\n### Three');
    expect(screen.getByRole('heading', { name: 'One' }).tagName).toBe('H3');
    expect(screen.getByRole('heading', { name: 'Three' }).tagName).toBe('H4');
  });

  it('loads an image of the document with the credentials of the reader', async () => {
    const { getImage } = await show(`![Error rate](images/${IMAGE_ID})`);
    const image = await screen.findByRole('img', { name: 'Error rate' });
    expect(image).toHaveAttribute('src', 'blob:image');
    expect(getImage).toHaveBeenCalledWith('pm', IMAGE_ID, expect.anything());
  });

  it('links to an image from elsewhere and does not load it', async () => {
    const { content } = await show(
      '![Graph](https://tracker.example/pixel.png)',
    );
    expect(content.querySelector('img')).toBeNull();
    expect(screen.getByRole('link', { name: /Graph/ })).toHaveAttribute(
      'href',
      'https://tracker.example/pixel.png',
    );
  });

  it('shows tables and struck text as GitHub does', async () => {
    await show('| a | b |\n|---|---|\n| 1 | ~~2~~ |');
    expect(screen.getByRole('cell', { name: '1' })).toBeInTheDocument();
    expect(screen.getByText('2').tagName).toBe('DEL');
  });
});
