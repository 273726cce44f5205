import { toUSVString } from 'node:util';

/** As much as every version of MLflow takes for the value of a param or a tag. @internal */
export const MAX_VALUE = 5_000;

/** What every database takes: no halves of characters, no NUL. @internal */
export function soundText(text: string): string {
  return toUSVString(text).replaceAll('\0', '\ufffd');
}

/** The text within a length, with an ellipsis where it was cut. @internal */
export function cutText(text: string, max = MAX_VALUE): string {
  const sound = soundText(text);
  return sound.length <= max
    ? sound
    : `${sound.slice(0, max - 1).replace(/[\ud800-\udbff]$/, '')}…`;
}
