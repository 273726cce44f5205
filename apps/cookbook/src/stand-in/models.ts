/** What a model of the stand-in can do. */
export interface StandInModel {
  /** How many sentences its summaries have. */
  readonly sentences: number;
  /** How often it picks others than the sentences that matter, as temperature does. */
  readonly clumsiness: number;
  readonly latencyMs: number;
  /** Answers with this status instead. */
  readonly fails?: number;
}

export const MODELS: Readonly<Record<string, StandInModel>> = {
  'gpt-5-pro': { sentences: 4, clumsiness: 0, latencyMs: 3_000 },
  'gpt-5': { clumsiness: 0, sentences: 3, latencyMs: 40 },
  'gpt-5-mini': { clumsiness: 0.4, sentences: 2, latencyMs: 15 },
  'gpt-4.1': { clumsiness: 0.1, sentences: 2, latencyMs: 25 },
  'gpt-4.1-mini': { clumsiness: 0.5, sentences: 1, latencyMs: 10 },
  'gpt-4.1-nano': { clumsiness: 1, sentences: 1, latencyMs: 5 },
  'fails-429': { clumsiness: 0, sentences: 0, latencyMs: 1, fails: 429 },
  'fails-500': { clumsiness: 0, sentences: 0, latencyMs: 1, fails: 500 },
};
