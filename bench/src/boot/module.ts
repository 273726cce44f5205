import { Module } from '@nestjs/common';
import { SpearmintModule } from 'nestjs-spearmint';
import { AppModule as Bare } from './bare.js';

@Module({ imports: [SpearmintModule.forRoot(), Bare] })
export class AppModule {}
