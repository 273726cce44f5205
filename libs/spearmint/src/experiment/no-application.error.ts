import { SpearmintError } from '../errors/spearmint.error.js';

/**
 * `experimental()` got an instance that no application has given experiments to, so its methods run as they are written.
 *
 * @remedy Decorate a method with `@Experiment()`, import `SpearmintModule`, and take the instance from the application instead of making it by hand.
 * @publicApi
 */
export class NoApplicationError extends SpearmintError {
  readonly code = 'SPEARMINT_E_NO_APPLICATION';

  constructor(className: string) {
    super(
      `experimental() got an instance of ${className} that belongs to no application with experiments: its methods run as they are written and give no branches. ` +
        'Decorate a method with @Experiment(), import SpearmintModule, and take the instance from the application instead of making it by hand.',
    );
  }
}
