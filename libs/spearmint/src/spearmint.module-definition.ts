import { ConfigurableModuleBuilder } from '@nestjs/common';
import { SPEARMINT_EXTRAS, SPEARMINT_OPTIONS } from './spearmint.constants.js';
import { SpearmintCoreModule } from './spearmint-core.module.js';
import { SpearmintLinkModule } from './spearmint-link.module.js';
import type {
  SpearmintExtras,
  SpearmintOptions,
} from './spearmint-options.interface.js';

/** @internal */
export const { ConfigurableModuleClass, OPTIONS_TYPE, ASYNC_OPTIONS_TYPE } =
  new ConfigurableModuleBuilder<SpearmintOptions>({
    optionsInjectionToken: SPEARMINT_OPTIONS,
  })
    .setClassMethodName('forRoot')
    .setFactoryMethodName('createSpearmintOptions')
    .setExtras<SpearmintExtras>(
      { isGlobal: true, middleware: true },
      ({ module, ...options }, { isGlobal = true, middleware = true }) => {
        const core = {
          ...options,
          module: SpearmintCoreModule,
          providers: [
            ...(options.providers ?? []),
            { provide: SPEARMINT_EXTRAS, useValue: { isGlobal, middleware } },
          ],
        };
        return {
          module,
          global: isGlobal,
          imports: [core, { module: SpearmintLinkModule, imports: [core] }],
          exports: [core],
        };
      },
    )
    .build();
