import 'reflect-metadata';
import type { Row } from './report.js';
import { boot } from './suites/boot.js';
import { calls } from './suites/calls.js';
import { configs } from './suites/configs.js';
import { fanOut } from './suites/fan-out.js';
import { http } from './suites/http.js';
import { journal } from './suites/journal.js';
import { memory } from './suites/memory.js';
import { otel } from './suites/otel.js';
import { peers } from './suites/peers.js';
import { store } from './suites/store.js';
import { queries } from './suites/queries.js';

// Runs one suite in this process and prints its rows as JSON: suite.js <name> <rounds>
const suites: Record<string, (rounds: number) => Promise<Row[]>> = {
  calls,
  'fan-out': fanOut,
  otel,
  memory,
  http,
  peers,
  configs,
  journal,
  store,
  queries,
  boot,
};
const [name = '', rounds = '60'] = process.argv.slice(2);
const suite = suites[name];
if (suite === undefined)
  throw new Error(
    `No suite ${name}; there are ${Object.keys(suites).join(', ')}`,
  );
console.log(JSON.stringify(await suite(Number(rounds))));
process.exit(0);
