import { JournalReader } from '@nestjs-spearmint/store';
import type { BranchRecord } from 'nestjs-spearmint';

/**
 * What the store in a folder has of an experiment, with outputs.
 *
 * @param since branches that started then or later, in milliseconds since the epoch.
 */
export async function recordedSince(
  folder: string,
  experiment: string,
  since: number,
): Promise<BranchRecord[]> {
  const records: BranchRecord[] = [];
  for await (const { entries } of new JournalReader(folder).read())
    for (const { record } of entries)
      if (record.experiment === experiment && record.startedAt >= since)
        records.push(record);
  return records;
}
