import { readFile } from 'node:fs/promises';
import { createRequire } from 'node:module';
import { dirname, join } from 'node:path';
import type { FilmRow } from './film-row.interface.js';

const require = createRequire(import.meta.url);

/** The films that come with the package `vega-datasets`, read from disk: its own functions fetch them. */
export async function loadRows(): Promise<FilmRow[]> {
  const entry = require.resolve('vega-datasets');
  const file = join(dirname(entry), '../data/movies.json');
  return JSON.parse(await readFile(file, 'utf8')) as FilmRow[];
}
