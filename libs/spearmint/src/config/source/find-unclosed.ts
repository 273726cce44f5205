const CLOSING: Readonly<Record<string, string>> = { ']': '[', '}': '{' };

/**
 * The offset of the innermost bracket or quote that the text never closes, since
 * the parser only notices it further down. A character opens something
 * only where a value may begin, so brackets inside plain text do not count.
 *
 * @internal
 */
export function findUnclosed(text: string): number | undefined {
  const open: { char: string; offset: number }[] = [];
  let mayBegin = true;
  for (let at = 0; at < text.length; at++) {
    const char = text[at];
    if (char === '#' && /^$|\s/.test(text[at - 1] ?? '')) {
      at = endOfLine(text, at) - 1;
    } else if (mayBegin && (char === '"' || char === "'")) {
      const close = endOfQuoted(text, at);
      if (close === undefined) return at;
      at = close;
      mayBegin = false;
    } else if (mayBegin && (char === '[' || char === '{')) {
      open.push({ char, offset: at });
    } else if (open.length > 0 && open.at(-1)?.char === CLOSING[char]) {
      open.pop();
      mayBegin = false;
    } else if (/[\n\r,]/.test(char)) mayBegin = true;
    else if (/[:?-]/.test(char)) mayBegin = /\s/.test(text[at + 1] ?? ' ');
    else if (!/\s/.test(char)) mayBegin = false;
  }
  return open.at(-1)?.offset;
}

function endOfLine(text: string, from: number): number {
  const length = /^[^\n\r]*/.exec(text.slice(from))?.[0].length ?? 0;
  return from + length;
}

function endOfQuoted(text: string, from: number): number | undefined {
  const quote = text[from];
  for (let at = from + 1; at < text.length; at++) {
    if (quote === '"' && text[at] === '\\') at++;
    else if (text[at] === quote && text[at + 1] === quote && quote === "'")
      at++;
    else if (text[at] === quote) return at;
  }
  return undefined;
}
