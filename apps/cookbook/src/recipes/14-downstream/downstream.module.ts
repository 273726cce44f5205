import { Module } from '@nestjs/common';
import { SpearmintModule } from 'nestjs-spearmint';
import { CombineService } from './combine.service.js';
import { PipelineService } from './pipeline.service.js';

@Module({
  imports: [SpearmintModule.forRoot()],
  providers: [CombineService, PipelineService],
})
export class DownstreamModule {}
