import type { ImportFormat } from '../types';
import { parseCstateRecord } from './cstateRecord';

/**
 * Records of a cState status page: Markdown files with YAML front matter, one for each issue.
 */
export const cstateFormat: ImportFormat = {
  provider: 'cstate',
  parse(content, page) {
    const files =
      typeof content === 'string' ? [{ path: undefined, content }] : content;
    return files.map(file => parseCstateRecord(file.content, file.path, page));
  },
};
