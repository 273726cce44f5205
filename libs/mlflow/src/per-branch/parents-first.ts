import type { BranchRecord } from 'nestjs-spearmint';

/** The records with every parent before its children; otherwise in their order. @internal */
export function parentsFirst(records: readonly BranchRecord[]): BranchRecord[] {
  const byId = new Map(records.map((record) => [record.id, record]));
  const ordered = new Set<BranchRecord>();
  for (const record of records) {
    const line: BranchRecord[] = [];
    let next: BranchRecord | undefined = record;
    while (next !== undefined && !ordered.has(next) && !line.includes(next)) {
      line.push(next);
      next = next.parentId === undefined ? undefined : byId.get(next.parentId);
    }
    for (const ancestor of line.reverse()) ordered.add(ancestor);
  }
  return [...ordered];
}
