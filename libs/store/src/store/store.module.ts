import {
  type ConfigurableModuleAsyncOptions,
  type DynamicModule,
  Module,
} from '@nestjs/common';
import { ModuleRef } from '@nestjs/core';
import { DEFAULT_BACKEND } from 'nestjs-spearmint';
import { readerOf } from '../queries/reader-of.js';
import { StoreReader } from '../queries/store-reader.js';
import { BranchStore } from './branch-store.js';
import { makeStore } from './make-store.js';
import { StoreHealth } from './store.health.js';
import {
  ConfigurableModuleClass,
  MODULE_OPTIONS_TOKEN,
  type StoreModuleOptions,
} from './store.module-definition.js';

/** What `StoreModule.forRootAsync` takes: `useFactory`, `useClass` or `useExisting`. @publicApi */
export type StoreModuleAsyncOptions = ConfigurableModuleAsyncOptions<
  StoreModuleOptions,
  'createStoreOptions'
>;

const BACKEND = { provide: DEFAULT_BACKEND, useExisting: BranchStore };

/**
 * Has an application record into a store of its own: `SpearmintModule` uses it where its
 * options name no `logger`. A `StoreReader` of it can be injected.
 *
 * ```ts
 * @Module({ imports: [SpearmintModule.forRoot({ configs: ['configs/'] }), StoreModule.forRoot()] })
 * ```
 *
 * @publicApi
 */
@Module({
  providers: [
    {
      provide: BranchStore,
      inject: [MODULE_OPTIONS_TOKEN, ModuleRef],
      useFactory: makeStore,
    },
    BACKEND,
    StoreHealth,
    { provide: StoreReader, inject: [BranchStore], useFactory: readerOf },
  ],
  exports: [BranchStore, BACKEND, StoreHealth, StoreReader],
})
export class StoreModule extends ConfigurableModuleClass {
  /** Once per application, in its root module. */
  static override forRoot(options: StoreModuleOptions = {}): DynamicModule {
    return super.forRoot(options);
  }

  /** The same with options that are made: `useFactory`, `useClass` or `useExisting`. */
  static override forRootAsync(
    options: StoreModuleAsyncOptions,
  ): DynamicModule {
    return super.forRootAsync(options);
  }
}
