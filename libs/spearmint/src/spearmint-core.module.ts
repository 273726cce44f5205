import { Module, type NestModule } from '@nestjs/common';
import { DiscoveryModule } from '@nestjs/core';
import { RequestContext } from './request-context.js';
import { EXPORTS, PROVIDERS } from './spearmint.providers.js';

/** Holds everything that one application has of the library. @internal */
@Module({ imports: [DiscoveryModule], providers: PROVIDERS, exports: EXPORTS })
export class SpearmintCoreModule implements NestModule {
  constructor(private readonly requestContext: RequestContext) {}

  configure(): void {
    this.requestContext.install();
  }
}
