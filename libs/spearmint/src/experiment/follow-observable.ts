import { finalize, Observable, tap } from 'rxjs';
import type { FollowedStream } from './followed-stream.interface.js';

/**
 * The same observable, except that each subscription runs in the branch's context
 * and the first one to end ends the branch.
 *
 * @internal
 */
export function followObservable<O extends Observable<unknown>>(
  source: O,
  branch: FollowedStream,
): O {
  const followed = new Observable((subscriber) => {
    let count = 0;
    const forget = branch.onCut((reason) => subscriber.error(reason));
    const counted = source.pipe(
      tap({
        next: () => count++,
        error: (thrown: unknown) => branch.fail(thrown),
        complete: () => branch.succeed(count),
      }),
      finalize(() => {
        forget();
        branch.succeed(count);
      }),
    );
    // With the caller's own subscriber a source that never pauses sees it leave.
    return branch.within(() => counted.subscribe(subscriber));
  });
  const subscribe = followed.subscribe.bind(followed);
  // Subjects and other subclasses keep what is theirs.
  return new Proxy(source, {
    get: (target, key, receiver) =>
      key === 'subscribe'
        ? subscribe
        : (Reflect.get(target, key, receiver) as unknown),
  });
}
