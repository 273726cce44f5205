import type { ConfigIssue } from '../config-issue.interface.js';
import { formatIssue } from '../spearmint-config.error.js';

/** Nobody reads more, and each costs time. */
const MAX_PROBLEMS = 1_000;
/** Also where each is told many times. */
const MAX_TOLD = 10_000;

/** Stops a pool that has more problems than anybody reads. */
class EnoughProblems extends Error {}

/** What is wrong with a pool. @internal */
export class ProblemList {
  /** Two configs that extend one file would tell its problems twice. */
  private readonly found = new Map<string, ConfigIssue>();
  private told = 0;
  isFull = false;

  get size(): number {
    return this.found.size;
  }

  /** @throws EnoughProblems once there are too many */
  add(issue: ConfigIssue): void {
    if (this.found.size >= MAX_PROBLEMS || ++this.told > MAX_TOLD) {
      this.isFull = true;
      throw new EnoughProblems();
    }
    this.found.set(formatIssue(issue), issue);
  }

  all(): ConfigIssue[] {
    const all = [...this.found.values()];
    if (!this.isFull) return all;
    const message = `there are more than these ${all.length} problems; the rest was not looked at`;
    return [
      ...all,
      { code: 'E_TOO_MANY', origin: 'configs', path: '', message },
    ];
  }
}
