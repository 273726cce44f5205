import { KnownSecrets } from '../redaction/known-secrets.js';
import { CAPTURE_DEFAULTS, type Capture } from './capture-options.interface.js';

/** What one application records of its experiments, and the secrets that it knows. @internal */
export class RecordingRules {
  readonly secrets = new KnownSecrets();
  private base: Capture = CAPTURE_DEFAULTS;
  private readonly own = new Map<string, Capture>();

  setBase(capture: Capture): void {
    this.base = capture;
  }

  /** @param capture whole, as the module's with what the experiment says over it. */
  set(experiment: string, capture: Capture): void {
    this.own.set(experiment, capture);
  }

  of(experiment: string): Capture {
    return this.own.size === 0
      ? this.base
      : (this.own.get(experiment) ?? this.base);
  }
}
