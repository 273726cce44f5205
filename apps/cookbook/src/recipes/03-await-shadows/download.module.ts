import { Module } from '@nestjs/common';
import { SpearmintModule } from 'nestjs-spearmint';
import { DownloadService } from './download.service.js';

@Module({
  imports: [SpearmintModule.forRoot()],
  providers: [DownloadService],
})
export class DownloadModule {}
