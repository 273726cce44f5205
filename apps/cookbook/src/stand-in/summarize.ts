import { createHash } from 'node:crypto';
import type { ChatRequest } from './chat-request.js';
import { MODELS } from './models.js';
import { countsOf, wordsOf } from './words-of.js';

/**
 * The sentences of a text whose words are the most frequent ones, as many as the
 * model's summaries have. A temperature lets others in: which, says the seed.
 */
export function summarize(text: string, request: ChatRequest): string {
  const sentences = text.split(/(?<=[.!?])\s+/);
  const counts = countsOf(wordsOf(text));
  return sentences
    .map((sentence, index) => ({
      sentence,
      index,
      weight: weightOf(sentence, counts) + noise(request, sentence),
    }))
    .sort((a, b) => b.weight - a.weight)
    .slice(0, MODELS[request.model].sentences)
    .sort((a, b) => a.index - b.index)
    .map(({ sentence }) => sentence)
    .join(' ');
}

function weightOf(sentence: string, counts: Map<string, number>): number {
  const words = wordsOf(sentence);
  const sum = words.reduce((sum, word) => sum + (counts.get(word) ?? 0), 0);
  return sum / Math.max(1, words.length);
}

/** The same for the same request: nothing here is random. */
function noise(request: ChatRequest, sentence: string): number {
  const { model, temperature = 1, seed = 0 } = request;
  const digest = createHash('sha256')
    .update(`${model}\0${seed}\0${sentence}`)
    .digest();
  const spread = temperature + MODELS[model].clumsiness;
  return (spread * digest.readUInt32BE(0)) / 2 ** 32;
}
