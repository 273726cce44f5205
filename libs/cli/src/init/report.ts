import type { App, PackageManager } from './find-app.js';
import type { Plan } from './plan.js';

/** What was done, or would be, for people and for scripts. */
export interface InitReport {
  readonly schemaVersion: 1;
  readonly dryRun: boolean;
  readonly root: string;
  readonly project?: string;
  readonly moduleSystem: 'esm' | 'commonjs';
  readonly created: readonly string[];
  readonly overwritten: readonly string[];
  readonly edited: readonly string[];
  /** What is left to be pasted into the application's module, and why. */
  readonly paste?: { readonly reason: string; readonly text: string };
  /** The packages to install. */
  readonly install: readonly string[];
  readonly nextSteps: readonly string[];
}

const ADD: Readonly<Record<PackageManager, string>> = {
  npm: 'install',
  pnpm: 'add',
  yarn: 'add',
  bun: 'add',
};

export function reportOf(app: App, plan: Plan, dryRun: boolean): InitReport {
  const named = (exists: boolean): string[] =>
    plan.files.filter((file) => file.exists === exists).map(({ path }) => path);
  return {
    schemaVersion: 1,
    dryRun,
    root: app.root,
    project: app.project,
    moduleSystem: app.isEsm ? 'esm' : 'commonjs',
    created: named(false),
    overwritten: named(true),
    edited: plan.edit === undefined ? [] : [plan.edit.path],
    paste: plan.paste,
    install: plan.install,
    nextSteps: [
      ...(plan.install.length === 0
        ? []
        : [`${app.manager} ${ADD[app.manager]} ${plan.install.join(' ')}`]),
      app.project === undefined
        ? `${app.manager} run start`
        : `npx nest start ${app.project}`,
      'curl "http://localhost:3000/summary?text=The+quick+brown+fox+jumps+over+the+lazy+dog"',
      'curl http://localhost:3000/summary/comparison',
    ],
  };
}

export function toText(report: InitReport): string {
  const list = (mark: string, paths: readonly string[]): string[] =>
    paths.map((path) => `  ${mark}  ${path}`);
  return [
    report.dryRun
      ? `This would be done in ${report.root}:`
      : `Done in ${report.root}:`,
    ...list('new        ', report.created),
    ...list('overwritten', report.overwritten),
    ...list('edited     ', report.edited),
    '',
    ...(report.paste === undefined
      ? []
      : [
          `One step is yours, since ${report.paste.reason}. Add this to the application's module:`,
          '',
          ...report.paste.text
            .split('\n')
            .map((line) => (line === '' ? '' : `    ${line}`)),
          '',
        ]),
    'Next:',
    ...report.nextSteps.map((step) => `  ${step}`),
    '',
  ].join('\n');
}
