/**
 * A place inside a configuration: keys of mappings and indexes of lists.
 *
 * @publicApi
 */
export type ConfigPath = readonly (string | number)[];

const PLAIN_KEY = /^[^.[\]"'\s]+$/;
const SEGMENT = /(?:^|(?<=.)\.)([^.[\]]+)|\[(\d+)\]|\["((?:[^"\\]|\\.)*)"\]/y;

/**
 * `['a', 'b.c', 0]` as `a["b.c"][0]`.
 *
 * @internal
 */
export function formatPath(path: ConfigPath): string {
  let text = '';
  for (const segment of path) {
    if (typeof segment === 'number') text += `[${segment}]`;
    else if (!PLAIN_KEY.test(segment)) text += `[${JSON.stringify(segment)}]`;
    else text += text === '' ? segment : `.${segment}`;
  }
  return text;
}

/**
 * The inverse of {@link formatPath}; `undefined` when the text is not a path.
 *
 * @internal
 */
export function parsePath(text: string): ConfigPath | undefined {
  const path: (string | number)[] = [];
  SEGMENT.lastIndex = 0;
  while (SEGMENT.lastIndex < text.length) {
    const match = SEGMENT.exec(text);
    if (!match) return undefined;
    const [, key, index, quoted] = match;
    if (key !== undefined) path.push(key);
    else if (index !== undefined) path.push(Number(index));
    else path.push(unquote(quoted));
  }
  return path;
}

function unquote(text: string): string {
  try {
    return JSON.parse(`"${text}"`) as string;
  } catch {
    return text;
  }
}
