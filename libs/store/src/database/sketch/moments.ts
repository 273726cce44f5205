/** A count, a mean and a spread of numbers, as they are kept. @internal */
export interface MomentsRow {
  readonly n: number;
  readonly mean: number | null;
  /** The sum of the squared distances from the mean. */
  readonly m2: number | null;
  readonly least: number | null;
  readonly most: number | null;
}

/** The count, mean, spread and ends of numbers; they add up, by Chan's formula. @internal */
export class Moments {
  private n = 0;
  private mean = 0;
  private m2 = 0;
  private least = Infinity;
  private most = -Infinity;

  static of({ n, mean, m2, least, most }: MomentsRow): Moments {
    const moments = new Moments();
    if (n === 0) return moments;
    moments.n = n;
    moments.mean = mean ?? 0;
    moments.m2 = m2 ?? 0;
    moments.least = least ?? Infinity;
    moments.most = most ?? -Infinity;
    return moments;
  }

  add(value: number): void {
    this.n++;
    const distance = value - this.mean;
    this.mean += distance / this.n;
    this.m2 += distance * (value - this.mean);
    this.least = Math.min(this.least, value);
    this.most = Math.max(this.most, value);
  }

  merge(other: Moments): void {
    if (other.n === 0) return;
    const n = this.n + other.n;
    const distance = other.mean - this.mean;
    this.mean += (distance * other.n) / n;
    this.m2 += other.m2 + (distance ** 2 * this.n * other.n) / n;
    this.n = n;
    this.least = Math.min(this.least, other.least);
    this.most = Math.max(this.most, other.most);
  }

  toRow(): MomentsRow {
    const { n, mean, m2, least, most } = this;
    return n === 0
      ? { n, mean: null, m2: null, least: null, most: null }
      : { n, mean, m2, least, most };
  }
}
