export function levelOf(score: number): string {
  if (score >= 30) return `High:${score}`;
  if (score > 10) return `Medium:${score}`;
  return score > 0 ? `Low:${score}` : `Zero:${score}`;
}
