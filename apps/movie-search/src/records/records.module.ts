import { Module } from '@nestjs/common';
import { StoreModule } from '@nestjs-spearmint/store';
import { RecordsController } from './records.controller.js';
import { storeOptions } from './store-options.js';

/** Keeps the branches, and shows them. To import the store is enough: experiments record into it. */
@Module({
  imports: [StoreModule.forRootAsync({ useFactory: storeOptions })],
  controllers: [RecordsController],
})
export class RecordsModule {}
