/** So far back is a name looked at. */
const LONGEST_NAME = 100;
const LETTERS = 3;

/** 1 to 36 for ASCII letters, whatever their case, and digits; 0 for what names are read without. */
const RANK = Uint8Array.from({ length: 128 }, (_, code) => {
  const character = String.fromCharCode(code).toLowerCase();
  return /[a-z0-9]/.test(character) ? parseInt(character, 36) + 1 : 0;
});

/**
 * The last three letters of names: enough to be done with most words before they are
 * read, compared or kept.
 *
 * @internal
 */
export class NameEndings {
  private readonly codes = new Set<number>();
  /** Whether there is a name that has no such ending. */
  private isOpen = false;

  /** @param names in lower case, of letters and digits alone. */
  constructor(names: Iterable<string>) {
    for (const name of names) {
      if (/[a-z0-9]{3}$/.test(name)) this.codes.add(codeOf(name, name.length));
      else this.isOpen = true;
    }
  }

  /** Whether one of the names may end before `end`; `false` is sure. */
  mayEndAt(text: string, end: number): boolean {
    if (this.isOpen) return true;
    const code = codeOf(text, end);
    return code < 0 || this.codes.has(code);
  }
}

/** Of the last three letters before `end`; 0 where there are fewer, less where it takes Unicode to tell. */
function codeOf(text: string, end: number): number {
  const least = Math.max(0, end - LONGEST_NAME);
  let code = 0;
  let found = 0;
  for (let at = end - 1; at >= least; at--) {
    const character = text.charCodeAt(at);
    if (character > 127) return -1;
    const rank = RANK[character];
    if (rank === 0) continue;
    code = code * 37 + rank;
    if (++found === LETTERS) return code;
  }
  return 0;
}
