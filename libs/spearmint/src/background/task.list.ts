import type { BackgroundTask } from './background-task.interface.js';

/**
 * Tasks in the order of arrival, linked through themselves: cheap to enter and to
 * leave. Those that have started stand before those that wait.
 *
 * @internal
 */
export class TaskList implements Iterable<BackgroundTask> {
  private first: BackgroundTask | undefined;
  private last: BackgroundTask | undefined;
  private firstWaiting: BackgroundTask | undefined;
  private count = 0;

  get size(): number {
    return this.count;
  }

  get isAnyWaiting(): boolean {
    return this.firstWaiting !== undefined;
  }

  add(task: BackgroundTask): void {
    task.previous = this.last;
    if (this.last === undefined) this.first = task;
    else this.last.next = task;
    this.last = task;
    this.firstWaiting ??= task;
    this.count++;
  }

  /** The task that has waited longest, which waits no longer. It stays in the list. */
  takeWaiting(): BackgroundTask | undefined {
    const task = this.firstWaiting;
    this.firstWaiting = task?.next;
    return task;
  }

  /** Takes out a task that is in the list. */
  remove(task: BackgroundTask): void {
    if (task === this.firstWaiting) this.firstWaiting = task.next;
    if (task.previous === undefined) this.first = task.next;
    else task.previous.next = task.next;
    if (task.next === undefined) this.last = task.previous;
    else task.next.previous = task.previous;
    task.previous = undefined;
    task.next = undefined;
    this.count--;
  }

  /** What is in the list now; it may change while it is gone through. */
  *[Symbol.iterator](): Iterator<BackgroundTask> {
    const tasks: BackgroundTask[] = [];
    for (let task = this.first; task !== undefined; task = task.next) {
      tasks.push(task);
    }
    yield* tasks;
  }
}
