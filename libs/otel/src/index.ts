/** @module @nestjs-spearmint/otel */

export { InvalidOtelOptionError } from './invalid-otel-option.error.js';
export { SpearmintMissingError } from './spearmint-missing.error.js';
export { SpearmintOtelModule } from './spearmint-otel.module.js';
export {
  type EventLogger,
  type EventLoggerProvider,
  SpearmintOtelOptions,
} from './spearmint-otel.options.js';
