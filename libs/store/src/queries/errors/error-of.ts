import type { SpearmintError } from 'nestjs-spearmint';
import { InvalidQueryError } from './invalid-query.error.js';
import type { ReadFault } from './read-fault.js';
import { StoreFileError } from './store-file.error.js';
import { StoreMissingError } from './store-missing.error.js';
import { StoreReadError } from './store-read.error.js';
import { StoreVersionError } from './store-version.error.js';

/** The error that tells a fault. @internal */
export function errorOf(
  call: string,
  path: string,
  fault: ReadFault,
): SpearmintError {
  switch (fault.kind) {
    case 'missing':
      return new StoreMissingError(path);
    case 'version':
      return new StoreVersionError(path, fault.reason);
    case 'file':
      return new StoreFileError(path, fault.reason);
    case 'query':
      return new InvalidQueryError(call, [fault.problem]);
    default:
      return new StoreReadError(path, fault.reason);
  }
}
