import { readFileSync } from 'node:fs';

const manifest = JSON.parse(
  readFileSync(new URL('../package.json', import.meta.url), 'utf8'),
) as { name: string; version: string };

/** What spans, metrics and events say that they come from. @internal */
export const SCOPE_NAME = manifest.name;

/** @internal */
export const SCOPE_VERSION = manifest.version;
