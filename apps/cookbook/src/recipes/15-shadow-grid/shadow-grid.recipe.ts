import { get } from '../../get.js';
import type { ChatAnswer } from '../../llm/chat.client.js';
import type { Recipe } from '../../recipe.interface.js';
import { recordsOf } from '../../records-of.js';
import { table } from '../../table.js';
import { ShadowGridModule } from './shadow-grid.module.js';

export const shadowGrid: Recipe = {
  shows: 'nine configs of one matrix: one answers, eight are shadows',
  module: ShadowGridModule,
  routes: ['/summarize'],
  async run(app) {
    const { text } = await get<ChatAnswer>(app, '/summarize');
    const records = await recordsOf(app);
    const rows = records.map(({ label, role, output }) => {
      const answer = output as ChatAnswer;
      const words = answer.text.split(' ').length;
      return [label, role, words, answer.tokens].map(String);
    });
    return [
      `the caller got: ${text}`,
      ...table(['config', 'role', 'words', 'tokens'], rows),
    ];
  },
};
