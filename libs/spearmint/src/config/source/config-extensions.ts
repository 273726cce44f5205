import { extname } from 'node:path';

/** @internal */
export const CONFIG_EXTENSIONS = ['.yaml', '.yml', '.json'] as const;

/** @internal */
export function isConfigFile(path: string): boolean {
  return (CONFIG_EXTENSIONS as readonly string[]).includes(
    extname(path).toLowerCase(),
  );
}

/** @internal */
export function isJsonFile(path: string): boolean {
  return extname(path).toLowerCase() === '.json';
}
