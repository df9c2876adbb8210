/** The smallest files that show what they are and how large. */
export const samples = {
  /** 1 × 1 pixel. */
  png: Buffer.from(
    'iVBORw0KGgoAAAANSUhEUgAAAAEAAAABCAYAAAAfFcSJAAAADUlEQVR42mNk+M9QDwADhgGAWjR9awAAAABJRU5ErkJggg==',
    'base64',
  ),
  /** 3 × 2 pixels. */
  gif: Buffer.concat([
    Buffer.from('GIF89a'),
    Buffer.from([3, 0, 2, 0, 0, 0, 0, 0x3b]),
  ]),
  /** 5 × 4 pixels. */
  jpeg: Buffer.from([
    0xff, 0xd8, 0xff, 0xe0, 0x00, 0x10, 0x4a, 0x46, 0x49, 0x46, 0x00, 0x01,
    0x01, 0x00, 0x00, 0x01, 0x00, 0x01, 0x00, 0x00, 0xff, 0xc0, 0x00, 0x0b,
    0x08, 0x00, 0x04, 0x00, 0x05, 0x01, 0x01, 0x11, 0x00, 0xff, 0xd9,
  ]),
  /** 7 × 6 pixels. */
  webp: Buffer.concat([
    Buffer.from('RIFF\x1e\0\0\0WEBPVP8X\x0a\0\0\0', 'latin1'),
    Buffer.from([0, 0, 0, 0, 6, 0, 0, 5, 0, 0]),
  ]),
  svg: Buffer.from(
    '<svg xmlns="http://www.w3.org/2000/svg" width="9" height="8"><script>alert(1)</script></svg>',
  ),
  bmp: Buffer.concat([Buffer.from('BM'), Buffer.alloc(60, 1)]),
  html: Buffer.from('<!doctype html><script>alert(1)</script>'),
};
