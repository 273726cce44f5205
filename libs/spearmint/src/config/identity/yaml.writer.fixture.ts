/** What JSON can hold. */
export type Value =
  null | boolean | number | string | Value[] | { [key: string]: Value };
export type Mapping = { [key: string]: Value };

/** Integers that a file may hold. */
export function isExact(value: number): boolean {
  return !Number.isInteger(value) || Number.isSafeInteger(value);
}

export function isMapping(value: Value): value is Mapping {
  return typeof value === 'object' && value !== null && !Array.isArray(value);
}

/** JSON in ASCII, which is YAML as well. */
export function ascii(json: string): string {
  return json.replace(
    /[^\n\x20-\x7e]/g,
    (char) => `\\u${char.charCodeAt(0).toString(16).padStart(4, '0')}`,
  );
}

/** Notations of a number that both YAML and JSON know. */
export function spellingsOf(value: number): string[] {
  const notations = [JSON.stringify(value), value.toExponential()];
  const [mantissa, exponent] = value.toExponential().split('e');
  const [whole, fraction = ''] = mantissa.split('.');
  notations.push(`${whole}.${fraction}000E${exponent}`);
  return Number.isInteger(value) ? [...notations, `${value}.0`] : notations;
}

/** Deeper than any block. */
const WIDE = ' '.repeat(20);

/** Writes a value as YAML, in one of the many ways to do so. */
export class YamlWriter {
  constructor(private readonly choices: Iterator<number>) {}

  document(config: Mapping): string {
    const head = this.one('', '---\n', '# about it\n', '%YAML 1.2\n---\n');
    return `${head}${this.value(config, 0).trimStart()}\n${this.one('', '...\n', '# end')}`;
  }

  /** What stands behind a key: on its line, or below it. */
  private value(value: Value, depth: number): string {
    if (Array.isArray(value)) return this.list(value, depth);
    if (isMapping(value)) return this.mapping(value, depth);
    return ` ${this.scalar(value)}${this.one('', '', ' # why')}`;
  }

  private mapping(value: Mapping, depth: number): string {
    const entries = Object.entries(value);
    if (entries.length === 0 || this.one(true, false, false))
      return ` ${this.flow(value)}`;
    return entries
      .map(
        ([key, item]) =>
          `\n${this.margin(depth)}${this.key(key)}:${this.value(item, depth + 1)}`,
      )
      .join('');
  }

  private list(items: Value[], depth: number): string {
    if (items.length === 0 || this.one(true, false, false))
      return ` ${this.flow(items)}`;
    return items
      .map((item) => `\n${this.margin(depth)}-${this.value(item, depth + 1)}`)
      .join('');
  }

  private flow(value: Value): string {
    const gap = this.one('', ' ', `\n${WIDE}`, ` # so\n${WIDE}`);
    if (Array.isArray(value))
      return `[${gap}${value.map((item) => `${this.flow(item)}${gap},${gap}`).join('')}]`;
    if (!isMapping(value)) return this.scalar(value);
    return `{${gap}${Object.entries(value)
      .map(([key, item]) => `${this.key(key)}: ${this.flow(item)}${gap},${gap}`)
      .join('')}}`;
  }

  private scalar(value: Exclude<Value, object> | null): string {
    if (value === null) return this.one('null', '~', 'Null', 'NULL');
    if (typeof value === 'string') return this.quoted(value);
    if (typeof value === 'number') return this.one(...spellingsOf(value));
    return this.one(String(value), String(value).toUpperCase());
  }

  private key(key: string): string {
    return /^[a-z]+$/.test(key)
      ? this.one(key, this.quoted(key))
      : this.quoted(key);
  }

  private quoted(value: string): string {
    const double = ascii(JSON.stringify(value));
    return /^[\x20-\x7e]*$/.test(value)
      ? this.one(double, `'${value.replaceAll("'", "''")}'`)
      : double;
  }

  private margin(depth: number): string {
    return '   '.repeat(depth);
  }

  private one<T>(...of: T[]): T {
    return of[(this.choices.next().value as number) % of.length];
  }
}
