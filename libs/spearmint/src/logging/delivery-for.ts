import { BatchDelivery } from './batch-delivery.js';
import type { Delivery } from './delivery.interface.js';
import type { LoggerBackend } from './logger-backend.js';
import type { RecorderOptions } from './recorder-options.js';
import { type RunBackend, RunDelivery } from './run-delivery.js';
import type { TimedCaller } from './timed-caller.js';

/** The way into a backend that passed `assertBackend`; the batch form wins. @internal */
export function deliveryFor(
  backend: LoggerBackend,
  caller: TimedCaller,
  options: Pick<RecorderOptions, 'batchSize' | 'callTimeoutMs'>,
  now: () => number,
): Delivery {
  return hasBatchForm(backend)
    ? new BatchDelivery(
        backend,
        caller,
        options.batchSize,
        options.callTimeoutMs,
        now,
      )
    : new RunDelivery(backend as RunBackend, caller);
}

function hasBatchForm(
  backend: LoggerBackend,
): backend is LoggerBackend & Required<Pick<LoggerBackend, 'logBranches'>> {
  return typeof backend.logBranches === 'function';
}
