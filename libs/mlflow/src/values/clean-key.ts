const MAX_KEY = 250;
/**
 * MLflow takes what its Python holds for a letter; these are letters in all versions of
 * Unicode that a server may have. A colon is refused on Windows.
 */
const LETTERS =
  '\\w\\u00c0-\\u00d6\\u00d8-\\u00f6\\u00f8-\\u024f\\u0391-\\u03a1\\u03a3-\\u03c9\\u0400-\\u0481' +
  '\\u3041-\\u3096\\u30a1-\\u30fa\\u4e00-\\u9fa5\\uac00-\\ud7a3';
const REFUSED = new RegExp(`[^${LETTERS}\\-. /]`, 'g');

/** Keys of params, metrics or tags that MLflow takes, each different from the others. @internal */
export class CleanKeys {
  private readonly taken = new Set<string>();

  /** The key for a name; names that would be the same key get numbers. */
  of(name: string): string {
    const key = clean(name);
    for (let number = 1; ; number++) {
      const suffix = number === 1 ? '' : `_${number}`;
      const candidate = `${key.slice(0, MAX_KEY - suffix.length)}${suffix}`;
      const folded = fold(candidate);
      if (this.taken.has(folded)) continue;
      this.taken.add(folded);
      return candidate;
    }
  }
}

/** Only paths in their shortest form are taken, and none that leads upwards. */
function clean(name: string): string {
  const path = name
    .normalize('NFC')
    .replace(REFUSED, '_')
    .split('/')
    .map((segment) => segment.trim().replace(/^\.{0,2}$/, '_'))
    .join('/')
    .slice(0, MAX_KEY)
    .replace(/[/ ]+$/, '');
  return path.replace(/^\.\./, '__') || '_';
}

/** Some databases tell neither capitals from small letters nor accents from none. */
function fold(key: string): string {
  return key.normalize('NFD').replace(/\p{M}/gu, '').toLowerCase();
}
