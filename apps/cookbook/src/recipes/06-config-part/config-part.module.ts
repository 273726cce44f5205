import { Module } from '@nestjs/common';
import { SpearmintModule } from 'nestjs-spearmint';
import { ProcessService } from './process.service.js';

@Module({
  imports: [
    SpearmintModule.forRoot({
      configs: [
        {
          bound: {
            config: { suffix: 'my_bound_config' },
            suffix: 'this is not passed',
          },
          suffix: 'this is not passed',
        },
      ],
    }),
  ],
  providers: [ProcessService],
})
export class ConfigPartModule {}
