import type { BranchRecord } from '../branch/branch-record.interface.js';
import { BackendDriver } from './backend-driver.js';
import { LoggerBackend } from './logger-backend.js';

/**
 * Several backends as one. As the module's `logger`, each of them gets a lane of
 * its own; called directly, every call goes to all of them, each is tried once.
 *
 * @internal
 */
export class MultiLogger extends LoggerBackend {
  private readonly drivers: readonly BackendDriver[];

  /** @throws InvalidLoggerBackendError for what is no backend. */
  constructor(readonly backends: readonly LoggerBackend[]) {
    super();
    this.drivers = backends.map((backend) => new BackendDriver(backend));
  }

  /** @throws AggregateError with what failed, once all are through. */
  override logBranches(records: readonly BranchRecord[]): Promise<void> {
    return all(this.drivers, (driver) => driver.deliver(records));
  }

  /** @throws AggregateError with what failed, once all are through. */
  override open(): Promise<void> {
    return all(this.backends, (backend) => backend.open?.());
  }

  /** @throws AggregateError with what failed, once all are through. */
  override flush(): Promise<void> {
    return all(this.backends, (backend) => backend.flush?.());
  }

  /** @throws AggregateError with what failed, once all are through. */
  override close(): Promise<void> {
    return all(this.backends, (backend) => backend.close?.());
  }
}

async function all<T>(
  items: readonly T[],
  call: (item: T) => void | Promise<void>,
): Promise<void> {
  const results = await Promise.allSettled(
    items.map(async (item) => call(item)),
  );
  const errors = results.flatMap((result) =>
    result.status === 'rejected' ? [result.reason as unknown] : [],
  );
  if (errors.length > 0) {
    throw new AggregateError(
      errors,
      `${errors.length} of ${items.length} logger backends failed`,
    );
  }
}
