import { Module } from '@nestjs/common';
import { SpearmintModule } from 'nestjs-spearmint';
import { CheckoutService } from './checkout.service.js';
import { PriceService } from './price.service.js';

@Module({
  imports: [SpearmintModule.forRoot()],
  providers: [CheckoutService, PriceService],
})
export class ShadowRewriteModule {}
