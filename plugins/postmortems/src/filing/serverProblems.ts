import { ResponseError } from '@backstage/errors';
import { serverMessage } from '../shared';
import { fieldOfPath } from './fieldPaths';

/** What the backend said was wrong, by the field of the form where it says which. */
export interface ServerProblems {
  fields: Array<{ field: string; message: string }>;
  /** What concerns no field, or a field that the form does not have. */
  rest: string[];
}

/** Whether the backend understood the request and refused it, so that nothing was done. */
export function isRefusal(error: unknown): error is ResponseError {
  return (
    error instanceof ResponseError &&
    error.statusCode >= 400 &&
    error.statusCode < 500
  );
}

const PATH = /^([A-Za-z]+(?:\[\d+\]|\.[A-Za-z]+|\.\d+)*): (.+)$/s;

/**
 * Reads `Invalid body: incident.title: must not be empty; incident.affected[0].entityRef: …`.
 */
export function readServerProblems(error: Error): ServerProblems {
  const problems: ServerProblems = { fields: [], rest: [] };
  if (!(error instanceof ResponseError) || error.statusCode !== 400) {
    return { fields: [], rest: [serverMessage(error)] };
  }
  const message = serverMessage(error).replace(/^Invalid \w+: /, '');
  // A semicolon parts two problems only where a field follows it.
  for (const part of message.split(/; (?=[A-Za-z]+[.[:\]])/)) {
    const match = PATH.exec(part);
    const field =
      match && fieldOfPath(match[1].replace(/\[(\d+)\]/g, '.$1').split('.'));
    if (match && field) {
      problems.fields.push({ field, message: match[2] });
    } else {
      problems.rest.push(part);
    }
  }
  return problems;
}
