import { type DynamicModule, Module } from '@nestjs/common';
import { OtelHook } from './otel.hook.js';
import {
  type ASYNC_OPTIONS_TYPE,
  ConfigurableModuleClass,
} from './spearmint-otel.module-definition.js';
import type { SpearmintOtelOptions } from './spearmint-otel.options.js';

/**
 * Spans, metrics and events of an application's experiments, through the providers
 * that the application has registered with `@opentelemetry/api`. Registers none
 * itself; while there is none, calls cost what they cost without the module.
 *
 * ```ts
 * @Module({ imports: [SpearmintModule.forRoot({ configs: ['configs/'] }), SpearmintOtelModule.forRoot()] })
 * ```
 *
 * @publicApi
 */
@Module({ providers: [OtelHook] })
export class SpearmintOtelModule extends ConfigurableModuleClass {
  /**
   * Once per application, beside `SpearmintModule.forRoot()`.
   *
   * @throws InvalidOtelOptionError and SpearmintMissingError, when the application boots.
   */
  static override forRoot(
    options: Partial<SpearmintOtelOptions> = {},
  ): DynamicModule {
    return super.forRoot(options);
  }

  /** The same with options that are made: `useFactory`, `useClass` or `useExisting`. */
  static override forRootAsync(
    options: typeof ASYNC_OPTIONS_TYPE,
  ): DynamicModule {
    return super.forRootAsync(options);
  }
}
