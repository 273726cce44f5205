import { readFile } from 'node:fs/promises';
import type { Branch, BranchContainer } from 'nestjs-spearmint';
import type { Recipe } from '../../recipe.interface.js';
import { SessionModule } from './session.module.js';
import { SessionService } from './session.service.js';

export const session: Recipe = {
  shows: 'shadows inside of shadows, one session for each row of a file',
  module: SessionModule,
  async run(app) {
    const rows = await readFile(
      new URL('./rows.jsonl', import.meta.url),
      'utf8',
    );
    const lines: string[] = [];
    for (const row of rows.trim().split('\n')) {
      const { value } = JSON.parse(row) as { value: number };
      const branches = await app.get(SessionService).run(value);
      lines.push(`row ${value}`, ...treeOf(branches));
    }
    return lines;
  },
};

/** Each outer branch, and below it the inner ones that it called. */
function treeOf(branches: BranchContainer): string[] {
  const lineOf = ({ role, config, output }: Branch): string =>
    `${role} ${JSON.stringify(config)}: ${String(output)}`;
  const outer = [...branches].filter(({ parentId }) => parentId === undefined);
  return outer.flatMap((branch) => [
    `  ${lineOf(branch)}`,
    ...[...branches]
      .filter(({ parentId }) => parentId === branch.id)
      .map((inner) => `    ${lineOf(inner)}`),
  ]);
}
