import { timerMs } from './timer-ms.js';

/** A wait that can be cut short and does not keep the process alive. @internal */
export class Pause {
  private end: (() => void) | undefined = undefined;

  for(ms: number): Promise<void> {
    return new Promise((resolve) => {
      const timer = setTimeout(() => this.cut(), timerMs(ms));
      timer.unref();
      this.end = () => {
        clearTimeout(timer);
        resolve();
      };
    });
  }

  /** Ends the wait that is on, if any. */
  cut(): void {
    this.end?.();
    this.end = undefined;
  }
}

/** The next turn of the event loop. @internal */
export function nextTurn(): Promise<void> {
  return new Promise((resolve) => setImmediate(resolve));
}
