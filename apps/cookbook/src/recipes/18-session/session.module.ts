import { Module } from '@nestjs/common';
import { SpearmintModule } from 'nestjs-spearmint';
import { InnerService } from './inner.service.js';
import { OuterService } from './outer.service.js';
import { SessionService } from './session.service.js';

@Module({
  imports: [SpearmintModule.forRoot()],
  providers: [InnerService, OuterService, SessionService],
})
export class SessionModule {}
