// Writes the JSON Schema of pool files beside the library's package.json, from the built library.
import { writeFileSync } from 'node:fs';
import { format } from 'prettier';
import { poolSchema } from '../libs/spearmint/dist/config/matrix/pool-schema.js';

const path = new URL('../libs/spearmint/pool.schema.json', import.meta.url);
const text = await format(JSON.stringify(poolSchema()), { parser: 'json' });
writeFileSync(path, text);
