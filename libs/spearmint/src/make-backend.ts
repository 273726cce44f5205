import type { ModuleRef } from '@nestjs/core';
import { LoggerBackend, NoOpLogger } from './logging/index.js';
import { MultiLogger } from './logging/multi.logger.js';
import type {
  LoggerInput,
  SpearmintOptions,
} from './spearmint-options.interface.js';

/**
 * The backend that the options ask for: one, or one that stands for several; where
 * they do not, that of a module such as a store's.
 *
 * @internal
 */
export async function makeBackend(
  input: SpearmintOptions['logger'],
  moduleRef: ModuleRef,
  defaultBackend?: LoggerBackend,
): Promise<LoggerBackend> {
  if (input === undefined) return defaultBackend ?? new NoOpLogger();
  const make = async (one: LoggerInput): Promise<LoggerBackend> =>
    typeof one === 'function' ? moduleRef.create(one) : one;
  if (!isList(input)) return make(input);
  const backends = await Promise.all(input.map(make));
  return new MultiLogger(backends);
}

function isList(
  input: LoggerInput | readonly LoggerInput[],
): input is readonly LoggerInput[] {
  return Array.isArray(input);
}
