import * as mlflow from '@nestjs-spearmint/mlflow';
import * as otel from '@nestjs-spearmint/otel';
import * as store from '@nestjs-spearmint/store';
import * as core from 'nestjs-spearmint';
import { cliExamples } from './cli.examples.js';
import { coreExamples } from './core.examples.js';
import type { ErrorPackage } from './error-package.interface.js';
import { mlflowExamples } from './mlflow.examples.js';
import { otelExamples } from './otel.examples.js';
import { storeExamples } from './store.examples.js';

/** The packages that raise errors, in the order of the page. */
export const errorPackages: readonly ErrorPackage[] = [
  {
    folder: 'spearmint',
    name: 'nestjs-spearmint',
    exports: core,
    examples: coreExamples,
    intro: 'The core.',
  },
  {
    folder: 'store',
    name: '@nestjs-spearmint/store',
    exports: store,
    examples: storeExamples,
    intro:
      'What a backend raises while it records never reaches a call: the recorder tries again, counts, and says it once.',
  },
  {
    folder: 'mlflow',
    name: '@nestjs-spearmint/mlflow',
    exports: mlflow,
    examples: mlflowExamples,
    intro: 'A server that fails or refuses affects no call, either.',
  },
  {
    folder: 'otel',
    name: '@nestjs-spearmint/otel',
    exports: otel,
    examples: otelExamples,
    intro: 'Both fail the boot; a running application is never disturbed.',
  },
  {
    folder: 'cli',
    name: '@nestjs-spearmint/cli',
    exports: undefined,
    examples: cliExamples,
    intro:
      'The `spearmint` command writes the message and the code to the standard error output, and ends with an exit code: 2 for what was not understood or not found, 3 for what it would overwrite.',
  },
];
