import { readFileSync } from 'node:fs';
import { Command, CommanderError } from 'commander';
import { CliError, EXIT } from './cli.error.js';
import { initCommand } from './init/init.command.js';

/** What a command sees of the world. */
export interface Terminal {
  readonly cwd: string;
  /** Results. */
  out(text: string): void;
  /** Everything else. */
  err(text: string): void;
}

/** Runs one command and gives the exit code; never throws. */
export async function runCli(
  args: readonly string[],
  terminal: Terminal,
): Promise<number> {
  let exitCode: number = EXIT.done;
  const program = new Command('spearmint')
    .description('Experiments in a NestJS application')
    .version(version())
    .showHelpAfterError()
    .exitOverride()
    .configureOutput({
      writeOut: (text) => terminal.out(text),
      writeErr: (text) => terminal.err(text),
    });
  initCommand(program, terminal, (code) => {
    exitCode = code;
  });
  try {
    await program.parseAsync(args, { from: 'user' });
    return exitCode;
  } catch (error) {
    if (error instanceof CommanderError)
      return error.exitCode === 0 ? EXIT.done : EXIT.usage;
    if (error instanceof CliError) {
      terminal.err(`${error.message} [${error.code}]\n`);
      return error.exitCode;
    }
    terminal.err(`${(error as Error).stack ?? String(error)}\n`);
    return EXIT.failed;
  }
}

function version(): string {
  const path = new URL('../package.json', import.meta.url);
  return (JSON.parse(readFileSync(path, 'utf8')) as { version: string })
    .version;
}
