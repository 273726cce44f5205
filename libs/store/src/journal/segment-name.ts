import { randomBytes } from 'node:crypto';

/** `20261125T185448123Z-4711-9f86d0`: when, process, chance. */
const JOURNAL = String.raw`\d{8}T\d{9}Z-\d+-[0-9a-f]{8}`;
const SEGMENT = new RegExp(String.raw`^(${JOURNAL})\.(\d{8})\.jsonl$`);
const LOCK = new RegExp(String.raw`^(${JOURNAL})\.lock$`);

/** A name that no other journal has, that sorts by start as far as clocks are right. @internal */
export function newJournalName(epochMs: number): string {
  const time = new Date(epochMs).toISOString().replaceAll(/[-:.]/g, '');
  return `${time}-${process.pid}-${randomBytes(4).toString('hex')}`;
}

/** @internal */
export function segmentName(journal: string, number: number): string {
  return `${journal}.${String(number).padStart(8, '0')}.jsonl`;
}

/** @internal */
export function lockName(journal: string): string {
  return `${journal}.lock`;
}

/** The journal and number of a segment, by the name of its file. @internal */
export function parseSegmentName(
  file: string,
): { journal: string; number: number } | undefined {
  const [, journal, number] = SEGMENT.exec(file) ?? [];
  return journal === undefined
    ? undefined
    : { journal, number: Number(number) };
}

/** The journal that a lock belongs to, by the name of its file. @internal */
export function parseLockName(file: string): string | undefined {
  return LOCK.exec(file)?.[1];
}
