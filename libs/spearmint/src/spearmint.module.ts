import { type DynamicModule, Module } from '@nestjs/common';
import { getConfigPoolToken } from './config-pool.token.js';
import type {
  AnyFeatureOptions,
  SpearmintAsyncOptions,
  SpearmintExtras,
  SpearmintOptions,
} from './spearmint-options.interface.js';
import { ConfigurableModuleClass } from './spearmint.module-definition.js';
import { poolProviders } from './spearmint.providers.js';
import { SpearmintFeatureModule } from './spearmint-feature.module.js';

/**
 * Brings experiments into an application.
 *
 * ```ts
 * @Module({ imports: [SpearmintModule.forRoot({ configs: ['configs/'], strategy: 'shadow' })] })
 * ```
 *
 * @publicApi
 */
@Module({})
export class SpearmintModule extends ConfigurableModuleClass {
  /** Once per application, in its root module. */
  static override forRoot(
    options: SpearmintOptions & SpearmintExtras = {},
  ): DynamicModule {
    return super.forRoot(options);
  }

  /** The same with options that are made: `useFactory`, `useClass` or `useExisting`. */
  static override forRootAsync(options: SpearmintAsyncOptions): DynamicModule {
    return super.forRootAsync(options);
  }

  /** Adds named pools, in whichever module they belong to. */
  static forFeature(
    features: AnyFeatureOptions | readonly AnyFeatureOptions[],
  ): DynamicModule {
    const list = [features].flat().map(named);
    return {
      module: SpearmintFeatureModule,
      providers: list.flatMap((feature, place) =>
        poolProviders(feature.name, () => feature, place),
      ),
      exports: list.map(({ name }) => getConfigPoolToken(name)),
    };
  }
}

/** A name that is missing is told at boot, with all that is wrong; until then the pool has no other's. */
function named(feature: AnyFeatureOptions): AnyFeatureOptions {
  const name = feature.name as string | undefined;
  return name === undefined ? { ...feature, name: '' } : feature;
}
