import { describeError } from '../branch/describe-error.js';
import { safeLine } from './safe-line.js';

/** What a backend threw, in one line, without credentials. @publicApi */
export function describeCause(thrown: unknown): string {
  const { type, message } = describeError(thrown);
  const line = safeLine(message);
  return line === '' || line === type ? type : `${type}: ${line}`;
}
