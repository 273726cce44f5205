import {
  type Branch,
  type ExperimentCall,
  ExperimentHook,
  SpearmintHook,
} from 'nestjs-spearmint';
import type { ChatAnswer } from '../../llm/chat.client.js';
import { BudgetSpentError } from './budget-spent.error.js';

const BUDGET = 800;
const DAY_MS = 86_400_000;

/** Lets shadows run for so many tokens a day; callers get their answers in any case. */
@SpearmintHook({ experiments: ['SummaryService.summarize'] })
export class BudgetHook extends ExperimentHook {
  spent = 0;
  private day = 0;

  override beforeExperiment({ startedAt }: ExperimentCall): void {
    const day = Math.floor(startedAt / DAY_MS);
    if (day !== this.day) this.spent = 0;
    this.day = day;
  }

  override aroundBranch(
    { role }: Branch,
    next: () => Promise<unknown>,
  ): Promise<unknown> {
    if (role === 'shadow' && this.spent >= BUDGET)
      throw new BudgetSpentError(this.spent, BUDGET);
    return next();
  }

  override afterBranch({ status, output }: Branch): void {
    if (status === 'success') this.spent += (output as ChatAnswer).tokens;
  }
}
