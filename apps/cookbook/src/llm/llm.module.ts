import { Module } from '@nestjs/common';
import { StandInServer } from '../stand-in/stand-in.server.js';
import { ChatClient } from './chat.client.js';
import { OPENAI_BASE_URL } from './openai-base-url.js';

/** The server that `OPENAI_BASE_URL` names, else one of this machine that stands in. */
@Module({
  providers: [
    StandInServer,
    {
      provide: OPENAI_BASE_URL,
      inject: [StandInServer],
      useFactory: (standIn: StandInServer) =>
        process.env['OPENAI_BASE_URL']?.replace(/\/+$/, '') || standIn.start(),
    },
    ChatClient,
  ],
  exports: [ChatClient],
})
export class LlmModule {}
