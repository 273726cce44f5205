import 'reflect-metadata';
import { UsageError } from './cli/read-options.js';
import { runCookbook } from './cli/run-cookbook.js';

try {
  await runCookbook(process.argv.slice(2));
} catch (error) {
  if (!(error instanceof UsageError)) throw error;
  console.error(error.message);
  process.exitCode = 2;
}
