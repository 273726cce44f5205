import { SpearmintError } from 'nestjs-spearmint';

/**
 * An application imports `SpearmintOtelModule` without `SpearmintModule`, so there is
 * nothing to trace.
 *
 * @remedy Import `SpearmintModule.forRoot()`, too.
 * @publicApi
 */
export class SpearmintMissingError extends SpearmintError {
  readonly code = 'SPEARMINT_E_OTEL_ALONE';

  constructor() {
    super(
      'SpearmintOtelModule is imported, but the application has no SpearmintModule, so there are no experiments to trace. ' +
        'Import SpearmintModule.forRoot() of nestjs-spearmint, of the same installed copy.',
    );
  }
}
