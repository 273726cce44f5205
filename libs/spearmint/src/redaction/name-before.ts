const LONGEST_NAME = 100;

const IN_NAME = new Set(
  '0123456789_.%-abcdefghijklmnopqrstuvwxyzABCDEFGHIJKLMNOPQRSTUVWXYZ',
);

/**
 * The name that ends before a colon or an equals sign, and what stands between the
 * two: `key`, `"key" `, `\"key\"`, `user[key]`. Empty where there is none. Read from
 * behind, because a text has many words and few separators.
 *
 * @internal
 */
export function nameBefore(
  text: string,
  separator: number,
  from: number,
): readonly [name: string, between: string] {
  let end = skip(text, separator, from, ' \t\n\r', 4);
  end = skip(text, end, from, ']', 1);
  const unquoted = skip(text, end, from, '"\'`', 1);
  end = unquoted < end ? skip(text, unquoted, from, '\\', 3) : end;
  const least = Math.max(from, end - LONGEST_NAME);
  let start = end;
  while (start > least && IN_NAME.has(text[start - 1])) start--;
  return [text.slice(start, end), text.slice(end, separator)];
}

/** Where at most `most` of some characters begin that end at `end`. */
function skip(
  text: string,
  end: number,
  from: number,
  characters: string,
  most: number,
): number {
  let start = end;
  while (
    start > from &&
    end - start < most &&
    characters.includes(text[start - 1])
  )
    start--;
  return start;
}
