import { Notices } from '../journal/notices.js';

/** The books of a sink, and what it says of them. @internal */
export class SinkAccount extends Notices {
  delivered = 0;
  retries = 0;
  deadLettered = 0;
  missed = 0;
  /** What the backend said last, while it fails. */
  problem: string | undefined = undefined;
}
