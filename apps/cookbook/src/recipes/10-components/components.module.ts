import { Module } from '@nestjs/common';
import { SpearmintModule } from 'nestjs-spearmint';
import { FindConfig, RANKS, SEARCHES } from './find.config.js';
import { FindService } from './find.service.js';

@Module({
  imports: [
    SpearmintModule.forRoot({
      configs: [new URL('./find.yaml', import.meta.url)],
      model: FindConfig,
    }),
  ],
  providers: [FindService, ...Object.values(SEARCHES), ...Object.values(RANKS)],
})
export class ComponentsModule {}
