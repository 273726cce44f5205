import { trace, type Tracer, type TracerProvider } from '@opentelemetry/api';
import { SCOPE } from '../scope.js';

/** What the API gives before, and after, somebody has registered a provider. */
type Delegating = Partial<{
  getDelegateTracer(name: string, version: string): Tracer | undefined;
}>;

/** The tracer of the provider that there is at the time. @internal */
export class TracerSource {
  private provider: TracerProvider | undefined = undefined;
  private tracer: Tracer | undefined = undefined;

  constructor(private readonly own: TracerProvider | undefined) {}

  /** None where nobody collects spans. Asked for every call. */
  get(): Tracer | undefined {
    const provider = this.own ?? trace.getTracerProvider();
    if (provider === this.provider && this.tracer !== undefined)
      return this.tracer;
    this.provider = provider;
    return (this.tracer = tracerOf(provider));
  }
}

function tracerOf(provider: TracerProvider): Tracer | undefined {
  return 'getDelegateTracer' in provider
    ? (provider as Delegating).getDelegateTracer?.(...SCOPE)
    : provider.getTracer(...SCOPE);
}
