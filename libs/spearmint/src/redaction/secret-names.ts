import { NameEndings } from './name-endings.js';
import type { RedactOptions } from './redact-options.interface.js';

/** Names, without case and separators, that are secrets as a whole. */
const WHOLE: ReadonlySet<string> = new Set(
  'token secrets passwords pwd jwt otp csrf xsrf credential cookies connectsid'.split(
    ' ',
  ),
);

/** What the name of a secret ends with: `openaiApiKey`, `DB_PASSWORD`, `x-api-key`. Each ends with letters. */
const ENDINGS = [
  ...'password|passwd|passphrase|passcode|secret|credentials|authorization|cookie'.split(
    '|',
  ),
  '(?:api|secret|private|access|signing|encryption|master|auth|license)key',
  'privatekeypem',
  'connectionstring',
  '(?:access|refresh|id|auth|oauth|bearer|api|csrf|xsrf|session|security|bot|user|app|device|deploy|service|account|personal|login|reset|verification|invite|github|gitlab|slack|discord|telegram|openai|anthropic|huggingface|hf|npm|vault)token',
  'sessionid',
  'sessionkey',
  'phpsessid',
];
const ENDING = new RegExp(`(?:${ENDINGS.join('|')})$`);

/** More would be the keys of data, not of code. */
const MAX_KNOWN = 2_000;
const MAX_NAME = 100;

const normal = (name: string): string =>
  name.toLowerCase().replaceAll(/[^\p{L}\p{N}]/gu, '');

/**
 * Knows by its name whether something is a secret. `maxTokens`, `tokenCount`,
 * `nextPageToken`, `passwordLength` and `key` are none.
 *
 * @internal
 */
export class SecretNames {
  private readonly own: ReadonlySet<string>;
  private readonly except: ReadonlySet<string>;
  /** Whether what is built in counts. */
  readonly hasDefaults: boolean;
  private readonly known = new Map<string, boolean>();
  /** What the names of secrets end with, to be done with others at once. */
  readonly endings: NameEndings;

  constructor({ keys = [], except = [], defaults = true }: RedactOptions = {}) {
    this.own = new Set(keys.map(normal));
    this.except = new Set(except.map(normal));
    this.hasDefaults = defaults;
    this.endings = new NameEndings([
      ...this.own,
      ...(defaults ? [...WHOLE, ...ENDINGS] : []),
    ]);
  }

  /** Whether no name is secret. */
  get isIdle(): boolean {
    return !this.hasDefaults && this.own.size === 0;
  }

  has(name: string): boolean {
    if (!this.endings.mayEndAt(name, name.length)) return false;
    const known = this.known.get(name);
    if (known !== undefined) return known;
    if (name.length > MAX_NAME) return this.judge(name.slice(-MAX_NAME));
    if (this.known.size >= MAX_KNOWN) this.known.clear();
    const verdict = this.judge(name);
    this.known.set(name, verdict);
    return verdict;
  }

  private judge(name: string): boolean {
    const plain = normal(name);
    if (this.own.has(plain)) return true;
    if (!this.hasDefaults || this.except.has(plain)) return false;
    return WHOLE.has(plain) || ENDING.test(plain);
  }
}
