export interface Order {
  pieces: number;
  cents: number;
}

/** Ten pieces or more are 10% cheaper, rounded down: what has run for years. */
export function oldPrice({ pieces, cents }: Order): number {
  let total = 0;
  for (let piece = 0; piece < pieces; piece++) total += cents;
  return pieces >= 10 ? Math.floor(total * 0.9) : total;
}

/** What is to take its place. */
export function newPrice({ pieces, cents }: Order): number {
  return pieces * cents * (pieces > 10 ? 0.9 : 1);
}
