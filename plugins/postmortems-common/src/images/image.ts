import { z } from 'zod';

/** Largest image, in bytes. @public */
export const MAX_IMAGE_BYTES = 5 * 1024 * 1024;

/** @public */
export const imageMediaTypes = [
  'image/png',
  'image/jpeg',
  'image/webp',
  'image/gif',
] as const;

/** An image kept with a postmortem. @public */
export const imageSchema = z.object({
  id: z.string(),
  /** How Markdown refers to it: `![what it shows](images/<id>)`. */
  markdownUrl: z.string(),
  mediaType: z.enum(imageMediaTypes),
  bytes: z.number().int(),
  /** Pixels. */
  width: z.number().int(),
  height: z.number().int(),
  createdAt: z.string(),
  createdBy: z.string(),
});
/** @public */
export type PostmortemImage = z.infer<typeof imageSchema>;

const REFERENCE = /^images\/([0-9A-Za-z]{10,40})$/;

/** The id of a postmortem's own image, where a Markdown address is one. @public */
export function imageIdFromMarkdownUrl(url: string): string | undefined {
  return REFERENCE.exec(url)?.[1];
}
