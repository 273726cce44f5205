/** What JSON takes as it is. */
const PLAIN = /^[\x20-\x21\x23-\x5b\x5d-\x7e]*$/;

/** How many bytes a text has in JSON, its quotes included. @internal */
export function jsonSize(text: string): number {
  return PLAIN.test(text)
    ? text.length + 2
    : Buffer.byteLength(JSON.stringify(text));
}

/** The longest beginning of a text that has at most `room` bytes in JSON, in memory of its own. @internal */
export function jsonPrefix(text: string, room: number): string {
  let end = Math.min(text.length, Math.max(room, 0));
  while (end > 0) {
    const size = jsonSize(text.slice(0, end));
    if (size <= room) break;
    end = Math.min(end - 1, Math.floor((end * room) / size));
  }
  // Neither half a character nor a view that keeps the whole text alive.
  if (/[\ud800-\udbff]/.test(text[end - 1] ?? '')) end--;
  return Buffer.from(text.slice(0, Math.max(end, 0))).toString();
}
