import { SpearmintError } from 'nestjs-spearmint';

/**
 * The database did not get as far as the journal in time. Nothing is lost: it goes on.
 *
 * @remedy Give it more time; when the message names a fault, mend that.
 * @publicApi
 */
export class StoreBehindError extends SpearmintError {
  readonly code = 'SPEARMINT_E_STORE_BEHIND';

  constructor(path: string, deadlineMs: number, fault: string | undefined) {
    super(
      `The database "${path}" did not catch up with the journal within ${deadlineMs} ms. Nothing is lost, it goes on by itself. ` +
        (fault ?? 'Give it more time.'),
    );
  }
}
