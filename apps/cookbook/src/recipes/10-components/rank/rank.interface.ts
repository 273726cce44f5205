export interface Rank {
  sort(sentences: readonly string[]): string[];
}
