import { Inject, Injectable } from '@nestjs/common';
import { BranchContext } from 'nestjs-spearmint';
import { ChatError } from './chat.error.js';
import { deltasOf } from './deltas-of.js';
import type { ModelConfig } from './model.config.js';
import { OPENAI_BASE_URL } from './openai-base-url.js';

export interface ChatAnswer {
  text: string;
  /** Of the question and of the answer. */
  tokens: number;
}

interface Completion {
  choices: { message: { content: string } }[];
  usage: { total_tokens: number };
}

/** Speaks to any server with the OpenAI-compatible chat interface. */
@Injectable()
export class ChatClient {
  constructor(
    @Inject(OPENAI_BASE_URL) private readonly baseUrl: string,
    private readonly context: BranchContext,
  ) {}

  /** @param options further fields of the request, such as `seed`. */
  async ask(
    config: ModelConfig,
    text: string,
    options: object = {},
  ): Promise<ChatAnswer> {
    const response = await this.post(config, text, options);
    const { choices, usage } = (await response.json()) as Completion;
    return { text: choices[0].message.content, tokens: usage.total_tokens };
  }

  /** The answer in pieces, as they come. */
  async *stream(config: ModelConfig, text: string): AsyncGenerator<string> {
    const response = await this.post(config, text, { stream: true });
    if (response.body !== null) yield* deltasOf(response.body);
  }

  private async post(
    { model, prompt, temperature, apiKey }: ModelConfig,
    text: string,
    options: object,
  ): Promise<Response> {
    const messages = [
      { role: 'system', content: prompt },
      { role: 'user', content: text },
    ];
    const response = await fetch(`${this.baseUrl}/chat/completions`, {
      method: 'POST',
      headers: {
        authorization: `Bearer ${apiKey}`,
        'content-type': 'application/json',
      },
      body: JSON.stringify({ model, temperature, messages, ...options }),
      // Ends the request when the branch ends early: its deadline, its client gone.
      signal: this.context.signal,
    });
    if (!response.ok) throw await ChatError.of(response);
    return response;
  }
}
