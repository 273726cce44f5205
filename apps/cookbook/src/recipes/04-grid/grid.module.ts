import { Module } from '@nestjs/common';
import { grid, range, SpearmintModule } from 'nestjs-spearmint';
import { TrainService } from './train.service.js';

@Module({
  imports: [
    SpearmintModule.forRoot(),
    SpearmintModule.forFeature({
      name: 'training',
      configs: [
        {
          model: grid(['gpt-4', 'gpt-3.5']),
          temperature: range({ from: 1, to: 9, step: 4 }),
          purpose: 'always the same',
        },
      ],
    }),
  ],
  providers: [TrainService],
})
export class GridModule {}
