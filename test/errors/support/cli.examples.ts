import { findApp } from '../../../libs/cli/src/init/find-app.js';
import { init } from '../../../libs/cli/src/init/init.command.js';
import { files } from '../../../libs/spearmint/src/config/files.fixture.js';
import type { Examples } from './error-package.interface.js';

const MANIFEST = '{ "dependencies": { "@nestjs/core": "^12.0.0" } }';

/** The folder of a monorepo with these applications. */
function monorepo(...names: readonly string[]): string {
  const projects = Object.fromEntries(
    names.map((name) => [name, { type: 'application', root: `apps/${name}` }]),
  );
  return files({
    'package.json': MANIFEST,
    'nest-cli.json': JSON.stringify({ projects }),
  });
}

export const cliExamples: Examples = {
  SPEARMINT_E_CLI_FILES_EXIST: () => {
    const cwd = files({
      'package.json': MANIFEST,
      'src/summary/summary.service.ts': '',
    });
    init({}, { cwd, out: () => undefined, err: () => undefined });
  },
  SPEARMINT_E_CLI_JSON: () => findApp(files({ 'package.json': '{ broken' })),
  SPEARMINT_E_CLI_NO_APPLICATION: () => findApp(files({})),
  SPEARMINT_E_CLI_UNKNOWN_APPLICATION: () =>
    findApp(monorepo('api', 'web'), 'wbe'),
  SPEARMINT_E_CLI_WHICH_APPLICATION: () => findApp(monorepo('api', 'web')),
};
