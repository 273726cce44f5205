import type { Command } from 'commander';
import type { Terminal } from '../cli.js';
import { EXIT } from '../cli.error.js';
import { FilesExistError } from './files-exist.error.js';
import { findApp } from './find-app.js';
import { makePlan, writePlan } from './plan.js';
import { reportOf, toText } from './report.js';

interface InitFlags {
  readonly project?: string;
  readonly dryRun?: boolean;
  readonly force?: boolean;
  readonly json?: boolean;
}

/** `spearmint init` */
export function initCommand(
  program: Command,
  terminal: Terminal,
  exit: (code: number) => void,
): void {
  program
    .command('init')
    .description('write a first experiment into the NestJS application here')
    .option('-p, --project <name>', 'the application of a monorepo')
    .option('-n, --dry-run', 'show what would be done, and do nothing')
    .option('-f, --force', 'overwrite files that are there')
    .option('--json', 'print what was done as JSON')
    .action((flags: InitFlags) => {
      exit(init(flags, terminal));
    });
}

/** Plans, writes and reports; gives the exit code. */
export function init(flags: InitFlags, terminal: Terminal): number {
  const app = findApp(terminal.cwd, flags.project);
  const plan = makePlan(app);
  const taken = plan.files.filter(({ exists }) => exists);
  if (taken.length > 0 && flags.force !== true)
    throw new FilesExistError(taken.map(({ path }) => path));
  if (flags.dryRun !== true) writePlan(app, plan);
  const report = reportOf(app, plan, flags.dryRun === true);
  terminal.out(
    flags.json === true
      ? `${JSON.stringify(report, undefined, 2)}\n`
      : toText(report),
  );
  return plan.paste === undefined ? EXIT.done : EXIT.incomplete;
}
