import { Rest } from './rest.js';

/** Does rounds of work, with rests between them and single tasks in between. @internal */
export class Loop {
  private readonly rest = new Rest();
  private readonly tasks: (() => Promise<void>)[] = [];
  private running: Promise<void> | undefined = undefined;
  private isStopping = false;

  /**
   * @param round never rejects; gives whether there is nothing more to do for now.
   * @param leastMs how long a rest is at least, @param mostMs at most.
   */
  constructor(
    private readonly round: () => Promise<boolean>,
    private readonly leastMs: number,
    private readonly mostMs: number,
  ) {}

  get isRunning(): boolean {
    return this.running !== undefined && !this.isStopping;
  }

  /** Whether a round had better end soon. */
  get isInterrupted(): boolean {
    return this.tasks.length > 0;
  }

  start(): void {
    this.running ??= this.run();
  }

  /** There is something to do. */
  wake(): void {
    this.rest.wake();
  }

  /** Runs a task between two rounds. */
  do<T>(task: () => Promise<T>): Promise<T> {
    return new Promise<T>((resolve, reject) => {
      this.tasks.push(() => task().then(resolve, reject));
      this.rest.urge();
    });
  }

  /** Lets the round that is on end, one more follow, and no other. */
  async stop(): Promise<void> {
    this.isStopping = true;
    this.rest.urge();
    await this.running;
  }

  private async run(): Promise<void> {
    while (!this.isStopping) {
      await this.doTasks();
      if (await this.round()) await this.rest.take(this.leastMs, this.mostMs);
    }
    await this.doTasks();
    await this.round();
  }

  private async doTasks(): Promise<void> {
    for (const task of this.tasks.splice(0)) await task();
  }
}
