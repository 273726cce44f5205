import { discard } from './discard.js';
import { restartable } from './restart-stream.js';
import { isStream, type StreamResult } from './stream-kinds.js';

/**
 * Runs one thing after another until one of them gives something: a value, or a
 * stream that has its first item. What the last one throws is thrown.
 *
 * @internal
 */
export abstract class Succession {
  /** Runs the next one; may throw, give a promise or a stream. */
  protected abstract attempt(): unknown;

  /** Whether there is a next one after this failure; waits until it may run. */
  protected abstract goesOn(thrown: unknown): boolean | Promise<boolean>;

  /** The last attempt has given a value. */
  protected gave(): void {
    // Few need to know.
  }

  /** A stream came when nobody wanted it any more. */
  protected cameLate(stream: StreamResult): void {
    discard(stream);
  }

  /** The first attempt, at once: a stream is returned as a stream, anything else as a promise. */
  run(): unknown {
    let result: unknown;
    try {
      result = this.attempt();
    } catch (thrown) {
      return this.restart(thrown);
    }
    if (isStream(result)) return this.watched(result);
    return Promise.resolve(result).then(
      (output) => this.given(output),
      (thrown: unknown) => this.restart(thrown),
    );
  }

  private given(output: unknown): unknown {
    if (isStream(output)) return this.watched(output);
    this.gave();
    return output;
  }

  private watched(stream: StreamResult): StreamResult {
    return restartable(stream, (thrown, hasLeft) =>
      this.again(thrown, hasLeft),
    );
  }

  private async restart(thrown: unknown): Promise<unknown> {
    const output = await this.again(thrown);
    return isStream(output) ? this.watched(output) : output;
  }

  private async again(
    thrown: unknown,
    hasLeft = (): boolean => false,
  ): Promise<unknown> {
    let failure = thrown;
    while ((await this.goesOn(failure)) && !hasLeft()) {
      try {
        const output = await this.attempt();
        if (!isStream(output)) this.gave();
        else if (hasLeft()) this.cameLate(output);
        return output;
      } catch (next) {
        failure = next;
      }
    }
    throw failure;
  }
}
