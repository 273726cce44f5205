import { countsOf, wordsOf } from './words-of.js';

const KEYWORDS = 8;

/**
 * Grades `TEXT: ... SUMMARY: ...` from 0 to 10: by how many of the text's most
 * frequent words the summary has, and by how short it is.
 */
export function judge(message: string): string {
  const [text, summary = ''] = message
    .replace(/^TEXT:\s*/, '')
    .split(/\s*SUMMARY:\s*/);
  const keywords = [...countsOf(wordsOf(text))]
    .sort(([, a], [, b]) => b - a)
    .slice(0, KEYWORDS)
    .map(([word]) => word);
  const words = new Set(wordsOf(summary));
  const covered = keywords.filter((word) => words.has(word)).length;
  const brevity = Math.max(0, 1 - summary.length / Math.max(1, text.length));
  const score = (7 * covered) / Math.max(1, keywords.length) + 3 * brevity;
  return JSON.stringify({ score: Number(score.toFixed(1)) });
}
