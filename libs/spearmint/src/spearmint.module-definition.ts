import { ConfigurableModuleBuilder } from '@nestjs/common';
import { SPEARMINT_EXTRAS, SPEARMINT_OPTIONS } from './spearmint.constants.js';
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
      (definition, { isGlobal = true, middleware = true }) => ({
        ...definition,
        global: isGlobal,
        providers: [
          ...(definition.providers ?? []),
          { provide: SPEARMINT_EXTRAS, useValue: { isGlobal, middleware } },
        ],
      }),
    )
    .build();
