import type { Answer } from './answer.js';
import type { ChatRequest } from './chat-request.js';

/** The body of an answer. */
export function completion(id: string, { model }: ChatRequest, answer: Answer) {
  const message = { role: 'assistant', content: answer.text };
  return {
    ...head(id, 'chat.completion', model),
    choices: [{ index: 0, message, finish_reason: answer.finishReason }],
    usage: answer.usage,
  };
}

/** The events of an answer that is streamed, word by word. */
export function* events(
  id: string,
  { model, stream_options: options }: ChatRequest,
  { text, finishReason, usage }: Answer,
): Generator<string> {
  const chunk = (content: object): string =>
    `data: ${JSON.stringify({ ...head(id, 'chat.completion.chunk', model), ...content })}\n\n`;
  const choice = (delta: object, reason: string | null = null): string =>
    chunk({ choices: [{ index: 0, delta, finish_reason: reason }] });
  yield choice({ role: 'assistant', content: '' });
  for (const content of text.match(/\S+\s*/g) ?? []) yield choice({ content });
  yield choice({}, finishReason);
  if (options?.include_usage === true) yield chunk({ choices: [], usage });
  yield 'data: [DONE]\n\n';
}

function head(id: string, object: string, model: string) {
  return { id, object, created: Math.floor(Date.now() / 1_000), model };
}
