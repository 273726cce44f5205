import { readFileSync } from 'node:fs';
import { dirname, join, resolve } from 'node:path';
import { fileURLToPath } from 'node:url';
import { transform } from '@swc/core';
import { rollup } from 'rollup';

const here = dirname(fileURLToPath(import.meta.url));
const root = resolve(here, '../../../..');

/** Makes one file of a program beside this one, for a process without jest. */
export async function bundle(program: string, file: string): Promise<void> {
  const built = await rollup({
    input: join(here, program),
    treeshake: { moduleSideEffects: false },
    external: (name) => !/^(\.|\/|nestjs-spearmint$)/.test(name),
    plugins: [
      {
        name: 'sources',
        resolveId: (name, importer) => {
          if (name === 'nestjs-spearmint')
            return join(root, 'libs/spearmint/src/index.ts');
          if (!name.startsWith('.') || importer === undefined) return null;
          return join(dirname(importer), name.replace(/\.js$/, '.ts'));
        },
        load: (path) => (path.endsWith('.ts') ? compile(path) : null),
      },
    ],
  });
  await built.write({ file, format: 'es' });
}

async function compile(path: string): Promise<string> {
  const { code } = await transform(readFileSync(path, 'utf8'), {
    filename: path,
  });
  return code;
}
