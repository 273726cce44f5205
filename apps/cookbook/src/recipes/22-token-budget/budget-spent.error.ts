/** A shadow was not run, because the tokens of the day are used up. */
export class BudgetSpentError extends Error {
  constructor(spent: number, budget: number) {
    super(`${spent} of ${budget} tokens are spent`);
  }
}
