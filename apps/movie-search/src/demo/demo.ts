import 'reflect-metadata';
import { readOptions, UsageError } from './demo-options.js';
import { runDemo } from './run-demo.js';

try {
  process.exitCode = await runDemo(readOptions(process.argv.slice(2)));
} catch (error) {
  if (!(error instanceof UsageError)) throw error;
  console.error(error.message);
  process.exitCode = 2;
}
