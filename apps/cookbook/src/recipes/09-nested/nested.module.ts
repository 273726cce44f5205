import { Module } from '@nestjs/common';
import { SpearmintModule } from 'nestjs-spearmint';
import { MultiplyService } from './multiply.service.js';
import { ScoreService } from './score.service.js';

@Module({
  imports: [SpearmintModule.forRoot()],
  providers: [MultiplyService, ScoreService],
})
export class NestedModule {}
