/** What is more is as good as this: nobody makes so many configs. */
const MOST = 10n ** 40n;

/** A count that stays cheap to multiply. @internal */
export function capped(count: bigint): bigint {
  return count < MOST ? count : MOST;
}
