import { SecretValue } from '../config/value/secret-value.js';
import { REDACTED } from './redacted.js';

/** Shorter ones would garble innocent words. */
const MIN_LENGTH = 4;
/** So many forms of texts that are only likely to be secrets. */
const MAX_GUESSED = 2_000;

/** The values of `$secret`s, which are called by their names wherever they turn up. @internal */
export class KnownSecrets {
  private readonly names = new Map<string, string>();
  private isStale = false;
  private pattern: RegExp | undefined = undefined;
  /** How long the longest is, however it is written. */
  longest = 0;
  private shortest = Infinity;

  /** Grows with what is known. */
  get size(): number {
    return this.names.size;
  }

  learn(secrets: Iterable<SecretValue>): void {
    for (const secret of secrets) {
      const text = SecretValue.reveal(secret);
      if (text.length >= MIN_LENGTH) this.add(text, String(secret));
    }
  }

  /** What stands in a config under the name of a secret, if it looks like one. */
  guess(text: string): void {
    const isLikely = text.length >= 8 && /[^\p{L}\s]/u.test(text);
    if (isLikely && this.names.size < MAX_GUESSED) this.add(text, REDACTED);
  }

  mask(text: string): string {
    // Most texts of a record are names, ids and words.
    if (text.length < this.shortest) return text;
    if (this.isStale) this.compile();
    return this.pattern === undefined
      ? text
      : text.replace(this.pattern, (found) => this.names.get(found) ?? found);
  }

  private add(text: string, name: string): void {
    for (const form of formsOf(text)) {
      if (this.names.has(form)) continue;
      this.names.set(form, name);
      this.longest = Math.max(this.longest, form.length);
      this.shortest = Math.min(this.shortest, form.length);
      this.isStale = true;
    }
  }

  private compile(): void {
    this.isStale = false;
    // The longest first: one may be the beginning of another.
    const forms = [...this.names.keys()].sort((a, b) => b.length - a.length);
    this.pattern = new RegExp(
      forms
        .map((form) => form.replaceAll(/[\\^$.*+?()[\]{}|/-]/g, '\\$&'))
        .join('|'),
      'g',
    );
  }
}

/** As it is, inside of JSON, of JSON in JSON, in base64 and in a URL. */
function formsOf(text: string): Set<string> {
  const inJson = JSON.stringify(text).slice(1, -1);
  const forms = [text, inJson, JSON.stringify(inJson).slice(1, -1)];
  forms.push(Buffer.from(text).toString('base64'));
  try {
    forms.push(encodeURIComponent(text));
  } catch {
    // Half a pair of surrogates has no form in a URL.
  }
  return new Set(forms);
}
