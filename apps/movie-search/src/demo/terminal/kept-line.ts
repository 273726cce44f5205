import { join, relative } from 'node:path';

/** Where the branches of a run are, and how to look at them. */
export function keptLine(count: number, folder: string): string {
  const database = join(relative('', folder), 'branches.db');
  return `${count} branches are kept: sqlite3 -readonly -box ${database} 'SELECT label, n, p50_ms FROM config_stats'`;
}
