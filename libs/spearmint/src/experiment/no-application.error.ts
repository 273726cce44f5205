import { SpearmintError } from '../errors/spearmint.error.js';

/** Branches were asked of an instance whose methods run without any. @publicApi */
export class NoApplicationError extends SpearmintError {
  readonly code = 'SPEARMINT_E_NO_APPLICATION';

  constructor(className: string) {
    super(
      `experimental() got an instance of ${className} that belongs to no application with experiments: its methods run as they are written and give no branches. ` +
        'Decorate a method with @Experiment(), import SpearmintModule, and take the instance from the application instead of making it by hand.',
    );
  }
}
