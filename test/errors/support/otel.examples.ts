import { Module } from '@nestjs/common';
import { Test } from '@nestjs/testing';
import { SpearmintOtelModule } from '@nestjs-spearmint/otel';
import { SpearmintModule } from 'nestjs-spearmint';
import { CapturedLogger } from '../../support/captured-logger.js';
import type { Examples } from './error-package.interface.js';

async function booted(type: object): Promise<void> {
  const module = await Test.createTestingModule({
    imports: [type as never],
  })
    .setLogger(new CapturedLogger())
    .compile();
  await module.init();
}

export const otelExamples: Examples = {
  SPEARMINT_E_OTEL_ALONE: () => {
    @Module({ imports: [SpearmintOtelModule.forRoot()] })
    class AppModule {}
    return booted(AppModule);
  },
  SPEARMINT_E_OTEL_OPTION: () => {
    @Module({
      imports: [
        SpearmintModule.forRoot(),
        SpearmintOtelModule.forRoot({ maxConfigIds: 0 }),
      ],
    })
    class AppModule {}
    return booted(AppModule);
  },
};
