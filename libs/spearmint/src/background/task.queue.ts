import type { BackgroundTask } from './background-task.interface.js';

/** How many taken places are kept before the list is cut. */
const SLACK = 1_024;

/** First in, first out, without moving the rest at every step. @internal */
export class TaskQueue {
  private tasks: BackgroundTask[] = [];
  private head = 0;

  get size(): number {
    return this.tasks.length - this.head;
  }

  push(task: BackgroundTask): void {
    this.tasks.push(task);
  }

  shift(): BackgroundTask | undefined {
    if (this.size === 0) return undefined;
    const task = this.tasks[this.head++];
    if (this.head >= SLACK || this.size === 0) {
      this.tasks = this.tasks.slice(this.head);
      this.head = 0;
    }
    return task;
  }
}
