import { BACKGROUND_DEFAULTS } from './background/background-options.interface.js';
import { InvalidOptionError } from './experiment/experiment.errors.js';
import type { SpearmintOptions } from './spearmint-options.interface.js';

const COUNT = 'a whole number of at least 1';
const EXPECTED: Record<
  keyof typeof BACKGROUND_DEFAULTS,
  [(value: number) => boolean, string]
> = {
  concurrency: [isCount, COUNT],
  queueLimit: [
    (value) => Number.isInteger(value) && value >= 0,
    'a whole number of at least 0',
  ],
  timeoutMs: [(value) => value > 0, 'a number of milliseconds above 0'],
  drainMs: [(value) => value >= 0, 'a number of milliseconds of at least 0'],
  sampleRate: [(value) => value >= 0 && value <= 1, 'a number from 0 to 1'],
};

/**
 * @throws InvalidOptionError for the first number that makes no sense.
 * @internal
 */
export function assertOptions({
  background = {},
  maxConfigs,
}: SpearmintOptions): void {
  for (const [name, value] of Object.entries(background)) {
    const expected = EXPECTED[name as keyof typeof EXPECTED] as
      (typeof EXPECTED)[keyof typeof EXPECTED] | undefined;
    if (expected === undefined) {
      throw new InvalidOptionError(
        `background.${name}`,
        value,
        `left out: known are ${Object.keys(EXPECTED).join(', ')}`,
      );
    }
    const [isSound, text] = expected;
    if (value !== undefined && !(typeof value === 'number' && isSound(value))) {
      throw new InvalidOptionError(`background.${name}`, value, text);
    }
  }
  if (maxConfigs !== undefined && !isCount(maxConfigs)) {
    throw new InvalidOptionError('maxConfigs', maxConfigs, COUNT);
  }
}

function isCount(value: number): boolean {
  return Number.isInteger(value) && value >= 1;
}
