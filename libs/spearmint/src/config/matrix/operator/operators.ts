import { choice, int, logUniform, uniform } from './draws.js';
import { grid } from './grid.js';
import type { Operator } from './operator.interface.js';
import { linspace, logspace, range } from './progressions.js';
import { env, file, literal, secret } from './references.js';

/** Every operator that is the only key of its mapping. The one definition of them. @internal */
export const OPERATORS: Readonly<Record<string, Operator>> = {
  $grid: grid,
  $range: range,
  $linspace: linspace,
  $logspace: logspace,
  $uniform: uniform,
  $loguniform: logUniform,
  $int: int,
  $choice: choice,
  $env: env,
  $secret: secret,
  $file: file,
  $literal: literal,
};
