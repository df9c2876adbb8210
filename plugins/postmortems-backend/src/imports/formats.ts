import type { ImportFormat as FormatName } from '@hindsight/plugin-postmortems-common';
import { cstateFormat } from './cstate';
import { statuspageFormat } from './statuspage';
import type { ImportFormat } from './types';

/** Every format there is. A further one is a folder of its own and a line here. */
export const importFormats: Record<FormatName, ImportFormat> = {
  cstate: cstateFormat,
  statuspage: statuspageFormat,
};
