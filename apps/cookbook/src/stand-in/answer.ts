import type { ChatRequest } from './chat-request.js';
import { judge } from './judge.js';
import { summarize } from './summarize.js';

/** About as many letters as a token has. */
const LETTERS = 4;

export interface Usage {
  readonly prompt_tokens: number;
  readonly completion_tokens: number;
  readonly total_tokens: number;
}

export interface Answer {
  readonly text: string;
  readonly finishReason: 'stop' | 'length';
  readonly usage: Usage;
}

/** What the stand-in says to a request: always the same to the same. */
export function answer(request: ChatRequest): Answer {
  const { messages, response_format: format } = request;
  const message = messages.at(-1)?.content ?? '';
  const whole =
    format?.type === 'json_object'
      ? judge(message)
      : summarize(message, request);
  const limit = request.max_completion_tokens ?? request.max_tokens ?? Infinity;
  const text = whole.slice(0, limit * LETTERS);
  const prompt = messages.reduce(
    (sum, { content }) => sum + tokensIn(content),
    0,
  );
  return {
    text,
    finishReason: text === whole ? 'stop' : 'length',
    usage: {
      prompt_tokens: prompt,
      completion_tokens: tokensIn(text),
      total_tokens: prompt + tokensIn(text),
    },
  };
}

function tokensIn(text: string): number {
  return Math.ceil(text.length / LETTERS);
}
