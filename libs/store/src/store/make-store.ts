import type { ModuleRef } from '@nestjs/core';
import type { LoggerBackend, LoggerInput } from 'nestjs-spearmint';
import type { SinkInput } from '../sinks/sink-options.js';
import { BranchStore } from './branch-store.js';
import type {
  StoreModuleOptions,
  StoreSinkInput,
} from './store.module-definition.js';

/**
 * The store that a module's options ask for.
 *
 * @throws InvalidStoreOptionsError with everything that makes no sense.
 * @internal
 */
export async function makeStore(
  options: StoreModuleOptions,
  moduleRef: Pick<ModuleRef, 'create'>,
): Promise<BranchStore> {
  const { sinks } = options;
  if (!Array.isArray(sinks)) return new BranchStore(options as object);
  const make = async (input: LoggerInput): Promise<LoggerBackend> =>
    typeof input === 'function' ? moduleRef.create(input) : input;
  const made = await Promise.all(
    (sinks as readonly StoreSinkInput[]).map(
      async (sink): Promise<SinkInput> =>
        hasBackend(sink)
          ? { ...sink, backend: await make(sink.backend) }
          : make(sink),
    ),
  );
  return new BranchStore({ ...options, sinks: made });
}

function hasBackend(
  sink: StoreSinkInput,
): sink is Extract<StoreSinkInput, { readonly backend: LoggerInput }> {
  const { backend } = (sink ?? {}) as { backend?: unknown };
  return typeof sink === 'object' && typeof backend === 'function';
}
