import { InputError } from '@backstage/errors';
import { samples } from './__testUtils__/samples';
import { recognizeImage } from './recognizeImage';

describe('recognizeImage', () => {
  it.each([
    ['PNG', samples.png, 'image/png', 1, 1],
    ['GIF', samples.gif, 'image/gif', 3, 2],
    ['JPEG', samples.jpeg, 'image/jpeg', 5, 4],
    ['WebP', samples.webp, 'image/webp', 7, 6],
  ])('recognises %s by its content', (_, content, mediaType, width, height) => {
    for (const contentType of [
      undefined,
      'application/octet-stream',
      mediaType.toLocaleUpperCase('en-US'),
      `${mediaType}; charset=binary`,
    ]) {
      expect(recognizeImage(content, contentType)).toEqual({
        mediaType,
        width,
        height,
      });
    }
  });

  it('takes the other names of JPEG', () => {
    expect(recognizeImage(samples.jpeg, 'image/jpg').mediaType).toBe(
      'image/jpeg',
    );
  });

  it.each([
    ['SVG', samples.svg, 'image/svg+xml', 'of type SVG'],
    ['SVG that says it is a PNG', samples.svg, 'image/png', 'of type SVG'],
    ['BMP', samples.bmp, 'image/bmp', 'of type BMP'],
    ['HTML', samples.html, 'image/png', 'is no image'],
    [
      'a PNG without its header',
      samples.png.subarray(0, 12),
      'image/png',
      'no image',
    ],
    [
      'a JPEG without its size',
      samples.jpeg.subarray(0, 20),
      'image/jpeg',
      'no image',
    ],
    ['a cut GIF', samples.gif.subarray(0, 6), 'image/gif', 'no image'],
    ['nothing', Buffer.alloc(0), 'image/png', 'empty'],
    [
      'a GIF that says it is a PNG',
      samples.gif,
      'image/png',
      'says image/png, the content is image/gif',
    ],
    [
      'a PNG that says it is a page',
      samples.png,
      'text/html',
      'says text/html',
    ],
    [
      'a PNG of no size',
      Buffer.concat([samples.png.subarray(0, 16), Buffer.alloc(17)]),
      'image/png',
      'without a size',
    ],
  ])('refuses %s', (_, content, contentType, message) => {
    expect(() => recognizeImage(content, contentType)).toThrow(InputError);
    expect(() => recognizeImage(content, contentType)).toThrow(message);
  });

  it('is quick about a large file that is made to be slow', () => {
    const started = performance.now();
    const nearlySvg = Buffer.from(`<svg ${`a='`.repeat(1_500_000)}`);
    expect(() => recognizeImage(nearlySvg)).toThrow(InputError);
    const nearlyJpeg = Buffer.alloc(5 * 1024 * 1024, 0xff);
    nearlyJpeg[1] = 0xd8;
    expect(() => recognizeImage(nearlyJpeg)).toThrow(InputError);
    expect(performance.now() - started).toBeLessThan(1_000);
  });
});
