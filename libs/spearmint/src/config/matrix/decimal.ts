/** A number as an integer and a power of ten: `0.1` is `1n` and `1`. */
interface Decimal {
  readonly digits: bigint;
  readonly scale: number;
}

/** The decimal that a number is written as. */
function decimalOf(value: number): Decimal {
  const [mantissa, exponent = '0'] = String(value).split('e');
  const [whole, fraction = ''] = mantissa.split('.');
  const scale = fraction.length - Number(exponent);
  const digits = BigInt(whole + fraction);
  return scale < 0
    ? { digits: digits * 10n ** BigInt(-scale), scale: 0 }
    : { digits, scale };
}

/**
 * `from`, `from + step`, ... up to `to`, added as people add decimals: 0 to 1 by
 * 0.1 has 0.3, not 0.30000000000000004.
 *
 * @internal
 */
export class DecimalSteps {
  /** How many there are; none when `step` leads away from `to`. */
  readonly count: bigint;
  private readonly from: bigint;
  private readonly step: bigint;
  private readonly scale: number;

  /** @param step not 0 */
  constructor(from: number, to: number, step: number) {
    const decimals = [from, to, step].map(decimalOf);
    const scale = Math.max(...decimals.map((decimal) => decimal.scale));
    const [first, last, pace] = decimals.map(
      (decimal) => decimal.digits * 10n ** BigInt(scale - decimal.scale),
    );
    this.from = first;
    this.step = pace;
    this.scale = scale;
    const way = (last - first) * (pace < 0n ? -1n : 1n);
    this.count = way < 0n ? 0n : way / (pace < 0n ? -pace : pace) + 1n;
  }

  at(index: number): number {
    return Number(`${this.from + this.step * BigInt(index)}e${-this.scale}`);
  }
}
