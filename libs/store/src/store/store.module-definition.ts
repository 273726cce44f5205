import { ConfigurableModuleBuilder } from '@nestjs/common';
import type { LoggerInput } from 'nestjs-spearmint';
import type { SinkOptions } from '../sinks/sink-options.js';
import type { StoreOptions } from './store-options.js';

/** A backend that is fed from the journal; a class is made by injection. @publicApi */
export type StoreSinkInput =
  LoggerInput | (Partial<SinkOptions> & { readonly backend: LoggerInput });

/** What `StoreModule.forRoot` takes; everything has a default. @publicApi */
export interface StoreModuleOptions extends Partial<
  Omit<StoreOptions, 'sinks'>
> {
  /** Backends that are fed from the journal, each at its own speed. @default [] */
  sinks?: readonly StoreSinkInput[];
}

/** For `forRootAsync({ useClass })` and `useExisting`. @publicApi */
export interface StoreOptionsFactory {
  createStoreOptions(): StoreModuleOptions | Promise<StoreModuleOptions>;
}

/** What `StoreModule` is made of. */
export const { ConfigurableModuleClass, MODULE_OPTIONS_TOKEN } =
  new ConfigurableModuleBuilder<StoreModuleOptions>({
    moduleName: 'SpearmintStore',
  })
    .setClassMethodName('forRoot')
    .setFactoryMethodName('createStoreOptions')
    .setExtras({}, (definition) => ({ ...definition, global: true }))
    .build();
