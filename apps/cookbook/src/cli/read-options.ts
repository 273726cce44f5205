import { parseArgs } from 'node:util';

/** What the command line says. */
export interface CookbookOptions {
  /** The recipe to run; none lists them. */
  readonly name?: string;
  /** Whether the recipe goes on running. */
  readonly serve: boolean;
  readonly port: number;
}

/** The command line cannot be understood. */
export class UsageError extends Error {}

const USAGE = 'Usage: npm run cookbook -- [<recipe> [--serve [--port 3000]]]';

/** @throws UsageError with one line that says what is wrong. */
export function readOptions(args: readonly string[]): CookbookOptions {
  const { values, positionals } = parse(args);
  const { serve, port } = values;
  if (positionals.length > 1)
    throw new UsageError(
      `"${positionals[1]}" is one recipe too many. ${USAGE}`,
    );
  if (!/^\d{1,5}$/.test(port) || Number(port) > 65_535)
    throw new UsageError(
      `--port is "${port}"; it must be a whole number from 0 to 65535. ${USAGE}`,
    );
  if (serve && positionals.length === 0)
    throw new UsageError(`--serve takes the name of a recipe. ${USAGE}`);
  return { name: positionals[0], serve, port: Number(port) };
}

function parse(args: readonly string[]) {
  try {
    return parseArgs({
      args: [...args],
      allowPositionals: true,
      options: {
        serve: { type: 'boolean', default: false },
        port: { type: 'string', default: '3000' },
      },
    });
  } catch (error) {
    const [problem] = (error as Error).message.split(/[.\n]/);
    throw new UsageError(`${problem}. ${USAGE}`);
  }
}
