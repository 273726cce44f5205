import { parseArgs } from 'node:util';

/** What the command line says. */
export interface DemoOptions {
  /** How many queries are sent. */
  readonly queries: number;
  /** Makes the same queries again. */
  readonly seed: number;
  /** Whether the table has every config, not only the best ones. */
  readonly all: boolean;
  /** Whether the app goes on running afterwards. */
  readonly serve: boolean;
}

/** The command line cannot be understood. */
export class UsageError extends Error {}

const USAGE =
  'Options: --queries <1 to 1000>, --seed <whole number>, --all, --serve.';

/** @throws UsageError with one line that says what is wrong. */
export function readOptions(args: readonly string[]): DemoOptions {
  const { queries, seed, all, serve } = parse(args);
  return {
    queries: wholeNumber('--queries', queries, 1, 1_000),
    seed: wholeNumber('--seed', seed, 0, 2 ** 32 - 1),
    all,
    serve,
  };
}

function parse(args: readonly string[]) {
  try {
    const { values } = parseArgs({
      args: [...args],
      options: {
        queries: { type: 'string', default: '600' },
        seed: { type: 'string', default: '42' },
        all: { type: 'boolean', default: false },
        serve: { type: 'boolean', default: false },
      },
    });
    return values;
  } catch (error) {
    const [problem] = (error as Error).message.split(/[.\n]/);
    throw new UsageError(`${problem}. ${USAGE}`);
  }
}

function wholeNumber(
  option: string,
  text: string,
  min: number,
  max: number,
): number {
  const value = Number(text);
  if (/^\d+$/.test(text) && value >= min && value <= max) return value;
  throw new UsageError(
    `${option} is "${text}"; it must be a whole number from ${min} to ${max}. ${USAGE}`,
  );
}
