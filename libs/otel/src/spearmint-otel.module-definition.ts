import { ConfigurableModuleBuilder } from '@nestjs/common';
import type { SpearmintOtelOptions } from './spearmint-otel.options.js';

/** What `SpearmintOtelModule` is made of. */
export const {
  ConfigurableModuleClass,
  MODULE_OPTIONS_TOKEN: OTEL_OPTIONS,
  ASYNC_OPTIONS_TYPE,
} = new ConfigurableModuleBuilder<Partial<SpearmintOtelOptions>>({
  optionsInjectionToken: Symbol('SPEARMINT:OTEL'),
})
  .setClassMethodName('forRoot')
  .setFactoryMethodName('createSpearmintOtelOptions')
  .build();
