export interface Search {
  find(query: string, sentences: readonly string[]): string[];
}
