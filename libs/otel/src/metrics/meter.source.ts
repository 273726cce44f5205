import {
  createNoopMeter,
  type MeterProvider,
  metrics,
} from '@opentelemetry/api';
import { SCOPE_NAME, SCOPE_VERSION } from '../scope.js';
import { type Instruments, makeInstruments } from './instruments.js';

/**
 * The instruments of the provider that there is at the time: unlike tracers, what
 * was made before somebody has registered a provider stays without effect.
 *
 * @internal
 */
export class MeterSource {
  private provider: MeterProvider | undefined = undefined;
  private instruments: Instruments | undefined = undefined;

  constructor(private readonly own: MeterProvider | undefined) {}

  /** None where nobody collects metrics. Asked for every call. */
  get(): Instruments | undefined {
    const provider = this.own ?? metrics.getMeterProvider();
    if (provider !== this.provider) {
      this.provider = provider;
      const meter = provider.getMeter(SCOPE_NAME, SCOPE_VERSION);
      this.instruments =
        meter === createNoopMeter() ? undefined : makeInstruments(meter);
    }
    return this.instruments;
  }
}
