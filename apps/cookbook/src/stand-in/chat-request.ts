import { MODELS } from './models.js';
import { ApiError } from './api.error.js';

export interface ChatMessage {
  readonly role: string;
  readonly content: string;
}

/** The part of the interface's request that the stand-in knows. */
export interface ChatRequest {
  readonly model: string;
  readonly messages: readonly ChatMessage[];
  readonly temperature?: number;
  readonly seed?: number;
  readonly max_tokens?: number;
  readonly max_completion_tokens?: number;
  readonly response_format?: { readonly type: string };
  readonly stream?: boolean;
  readonly stream_options?: { readonly include_usage?: boolean };
}

/** @throws ApiError as the real interface answers. */
export function readRequest(body: string): ChatRequest {
  const request = parse(body);
  const { model, messages, temperature = 1 } = request;
  if (!Object.hasOwn(MODELS, model))
    throw new ApiError(404, `The model \`${model}\` does not exist`, {
      param: 'model',
      code: 'model_not_found',
    });
  if (
    !Array.isArray(messages) ||
    messages.length === 0 ||
    !messages.every(isMessage)
  )
    throw invalid(
      'messages',
      'must be a list of messages with role and content',
    );
  if (typeof temperature !== 'number' || temperature < 0 || temperature > 2)
    throw invalid('temperature', 'must be a number from 0 to 2');
  return request;
}

function parse(body: string): ChatRequest {
  try {
    const request = JSON.parse(body) as ChatRequest | null;
    if (typeof request === 'object' && request !== null) return request;
  } catch {
    // Told below.
  }
  throw new ApiError(400, 'We could not parse the JSON body of your request.');
}

function isMessage(value: Partial<ChatMessage> | null): boolean {
  return typeof value?.role === 'string' && typeof value.content === 'string';
}

function invalid(param: string, problem: string): ApiError {
  return new ApiError(400, `Invalid value: '${param}' ${problem}.`, { param });
}
