import {
  type ArgumentsHost,
  Catch,
  InternalServerErrorException,
} from '@nestjs/common';
import { BaseExceptionFilter } from '@nestjs/core';
import { ChatError } from '../../llm/chat.error.js';

/** The error is the one that the method threw, so filters know it by its class. */
@Catch(ChatError)
export class ChatErrorFilter extends BaseExceptionFilter {
  override catch({ message }: ChatError, host: ArgumentsHost): void {
    super.catch(
      new InternalServerErrorException(`Internal server error: ${message}`),
      host,
    );
  }
}
