import { NestFactory } from '@nestjs/core';
import { BranchStore } from '@nestjs-spearmint/store';
import {
  BackgroundSupervisor,
  BranchRecorder,
  ConfigPool,
  getConfigPoolToken,
} from 'nestjs-spearmint';
import colors from 'picocolors';
import { AppModule } from '../app.module.js';
import { FilmsCatalog } from '../films/films.catalog.js';
import { ask } from './ask.js';
import type { DemoOptions } from './demo-options.js';
import { makeQueries } from './queries/make-queries.js';
import { Random } from './random.js';
import { makeReport } from './report/make-report.js';
import { notesOn } from './report/notes.js';
import { recordedSince } from './report/recorded-since.js';
import { shownRows } from './report/shown-rows.js';
import { keptLine } from './terminal/kept-line.js';
import { showProgress } from './terminal/progress.js';
import { formatTable } from './terminal/table.js';
import { tryLines } from './terminal/try-lines.js';
import { waitForReaders } from './wait-for-readers.js';

const EXPERIMENT = 'SearchService.search';

/** Runs the app, sends it queries, prints how its configs did; gives the exit code. */
export async function runDemo(options: DemoOptions): Promise<number> {
  const since = Date.now();
  const app = await NestFactory.create(AppModule, {
    logger: ['error', 'warn', 'fatal'],
  });
  await app.listen(0, '127.0.0.1');
  const url = await app.getUrl();
  const { films } = app.get(FilmsCatalog);
  const pool = app.get<ConfigPool>(getConfigPoolToken());
  const queries = makeQueries(films, options.queries, options.seed);
  console.log(
    `Sending ${queries.length} queries to ${url}/search: ${films.length} films, ${pool.size} configs.`,
  );

  const progress = showProgress(queries.length, process.stdout);
  const failures = await ask(url, queries, () => progress.step());
  await app.get(BackgroundSupervisor).idle();
  await app.get(BranchRecorder).flush();
  progress.end();

  const store = app.get(BranchStore);
  const branches = await recordedSince(store.folder, EXPERIMENT, since);
  const rows = makeReport(pool, branches, queries, new Random(options.seed));
  const shown = options.all ? rows : shownRows(rows);
  console.log(`\n${formatTable(shown)}\n`);
  if (shown.length < rows.length)
    console.log(
      `${rows.length - shown.length} more between them: npm run demo -- --all\n`,
    );
  console.log(colors.dim(notesOn(rows, queries, options.seed).join('\n')));
  for (const failure of failures) console.error(`Failed: ${failure}`);
  console.log(`\n${tryLines(options.serve ? url : undefined).join('\n')}`);
  await waitForReaders(store, console.error);
  console.log(`\n${keptLine(branches.length, store.folder)}`);

  if (options.serve) app.enableShutdownHooks();
  else await app.close();
  return failures.length > 0 ? 1 : 0;
}
