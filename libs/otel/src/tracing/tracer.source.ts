import { trace, type Tracer, type TracerProvider } from '@opentelemetry/api';
import { SCOPE_NAME, SCOPE_VERSION } from '../scope.js';

/** What the API gives before, and after, somebody has registered a provider. */
type Delegating = TracerProvider & {
  getDelegateTracer?(name: string, version: string): Tracer | undefined;
};

/** The tracer of the provider that there is at the time. @internal */
export class TracerSource {
  private provider: Delegating | undefined = undefined;
  private tracer: Tracer | undefined = undefined;

  constructor(private readonly own: TracerProvider | undefined) {}

  /** None where nobody collects spans. Asked for every call. */
  get(): Tracer | undefined {
    const provider: Delegating = this.own ?? trace.getTracerProvider();
    if (provider !== this.provider) {
      this.provider = provider;
      this.tracer = undefined;
    }
    return (this.tracer ??=
      provider.getDelegateTracer === undefined
        ? provider.getTracer(SCOPE_NAME, SCOPE_VERSION)
        : provider.getDelegateTracer(SCOPE_NAME, SCOPE_VERSION));
  }
}
