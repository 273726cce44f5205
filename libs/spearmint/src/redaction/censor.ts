import { jsonSize } from './json-size.js';
import { KnownSecrets } from './known-secrets.js';
import { parsePaths, type Paths } from './path-rules.js';
import { mergeRedact, type RedactInput } from './redact-options.interface.js';
import { SecretNames } from './secret-names.js';
import { maskTexts } from './secret-texts.js';

/** What is to be known of a key of an object. @internal */
export interface KeyRule {
  /** The key as it is shown. */
  readonly name: string;
  /** Whether its value is a secret. */
  readonly isSecret: boolean;
  /** Bytes in JSON, with colon and comma. */
  readonly size: number;
}

const MAX_KEYS = 2_000;
const MAX_KEY_LENGTH = 256;
/** Longer than what has to be seen as a whole to be masked. */
const LONGEST_FORM = 4_096;

/** Knows what is masked: by path, by name, by form and by value. @internal */
export class Censor {
  readonly paths: Paths;
  private readonly names: SecretNames;
  private readonly keys = new Map<string, KeyRule>();
  private knownSecrets = 0;

  constructor(
    redact?: RedactInput,
    private readonly secrets: KnownSecrets = new KnownSecrets(),
  ) {
    const options = mergeRedact(redact);
    this.paths = parsePaths(options.paths);
    this.names = new SecretNames(options);
  }

  /** So much of a text has to be left out where its rest has not been looked at. */
  get overlap(): number {
    return LONGEST_FORM + this.secrets.longest;
  }

  isSecret(name: string): boolean {
    return this.names.has(name);
  }

  text(text: string): string {
    const withoutSecrets = this.secrets.mask(text);
    return this.names.isIdle
      ? withoutSecrets
      : maskTexts(withoutSecrets, this.names);
  }

  key(key: string): KeyRule {
    if (this.knownSecrets !== this.secrets.size) {
      this.keys.clear();
      this.knownSecrets = this.secrets.size;
    }
    const known = this.keys.get(key);
    if (known !== undefined) return known;
    const isLong = key.length > MAX_KEY_LENGTH;
    const name = isLong
      ? `[a key of ${key.length} characters]`
      : this.text(key);
    const rule = {
      name,
      isSecret: this.names.has(key),
      size: jsonSize(name) + 2,
    };
    if (isLong) return rule;
    if (this.keys.size >= MAX_KEYS) this.keys.clear();
    this.keys.set(key, rule);
    return rule;
  }
}
