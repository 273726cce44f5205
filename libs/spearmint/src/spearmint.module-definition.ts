import { ConfigurableModuleBuilder, type Provider } from '@nestjs/common';
import { APP_INTERCEPTOR } from '@nestjs/core';
import { InvalidOptionError } from './experiment/experiment.errors.js';
import { SPEARMINT_EXTRAS, SPEARMINT_OPTIONS } from './spearmint.constants.js';
import { SpearmintCoreModule } from './spearmint-core.module.js';
import { SpearmintLinkModule } from './spearmint-link.module.js';
import type {
  SpearmintExtras,
  SpearmintOptions,
} from './spearmint-options.interface.js';
import { BranchContextInterceptor } from './transport/branch-context.interceptor.js';

const GLOBAL_INTERCEPTOR: Provider = {
  provide: APP_INTERCEPTOR,
  useExisting: BranchContextInterceptor,
};

/** What `SpearmintModule` is made of. */
export const { ConfigurableModuleClass } =
  new ConfigurableModuleBuilder<SpearmintOptions>({
    optionsInjectionToken: SPEARMINT_OPTIONS,
  })
    .setClassMethodName('forRoot')
    .setFactoryMethodName('createSpearmintOptions')
    .setExtras<SpearmintExtras>(
      { isGlobal: true, middleware: true, interceptor: false },
      (
        { module, ...options },
        { isGlobal = true, middleware = true, interceptor = false },
      ) => {
        const core = {
          ...options,
          module: SpearmintCoreModule,
          providers: [
            ...(options.providers ?? []).map(checked),
            {
              provide: SPEARMINT_EXTRAS,
              useValue: { isGlobal, middleware, interceptor },
            },
            ...(interceptor ? [GLOBAL_INTERCEPTOR] : []),
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

/** A factory that returns nothing is told as such, not by whoever reads an option first. */
function checked(provider: Provider): Provider {
  if (!('useFactory' in provider) || provider.provide !== SPEARMINT_OPTIONS) {
    return provider;
  }
  const make = provider.useFactory as (...args: unknown[]) => unknown;
  return {
    ...provider,
    useFactory: async (...args: unknown[]) => {
      const options = await make(...args);
      if (typeof options === 'object' && options !== null) return options;
      throw new InvalidOptionError(
        'object of forRootAsync',
        options,
        'an object: return one from useFactory or createSpearmintOptions',
      );
    },
  };
}
