import { defaultSchema, type Options } from 'rehype-sanitize';

/**
 * What Markdown may become on a page: GitHub's own list, without styles, classes and forms.
 * Addresses of images are kept as they are; {@link MarkdownView} decides which it loads.
 */
export const sanitisingSchema: Options = {
  ...defaultSchema,
  tagNames: (defaultSchema.tagNames ?? []).filter(
    tag => tag !== 'picture' && tag !== 'source',
  ),
  protocols: {
    ...defaultSchema.protocols,
    href: ['http', 'https', 'mailto'],
    src: ['http', 'https'],
  },
};
