import { writeSync } from 'node:fs';
import { StoreReader } from './store-reader.js';
import { pathToFileURL } from 'node:url';

/*
 * A process that asks one question and ends by itself, without closing its reader:
 * reader-child <file> <program of the thread>.
 */
const [path = '', program = ''] = process.argv.slice(2);
const reader = new StoreReader(path, {}, { program: pathToFileURL(program) });
writeSync(1, JSON.stringify(await reader.experiments()));
