import { isObservable } from 'rxjs';
import type { ConfigEntry } from '../../config/index.js';
import type { RaceOptions } from '../../strategy/experiment-invocation.interface.js';
import type { MethodInvocation } from '../method-invocation.js';
import { isGenerator, isNativeStream, isStream } from '../stream-kinds.js';
import { PromisedRace } from './promised-race.js';
import { Race } from './race.js';
import { RacedItems } from './raced-items.js';
import { racedObservable } from './raced-observable.js';

/**
 * Runs the method under several configs, of which the first to succeed counts. A
 * method that gives a stream at once gives one here; the stream that has the first
 * item wins. A Node stream or a generator that is given at once has won.
 *
 * @internal
 */
export function runRace<T>(
  invocation: MethodInvocation<T>,
  entries: readonly ConfigEntry[],
  options: RaceOptions,
): unknown {
  const race = new Race(invocation, entries, options);
  const first = race.open();
  let result: unknown;
  try {
    result = invocation.call(first, invocation.args);
  } catch (thrown) {
    return promised(race, (kind) => race.beginFailed(kind, first, thrown));
  }
  if (!isStream(result)) {
    return promised(race, (kind) => race.begin(kind, first, result));
  }
  if (isNativeStream(result) || isGenerator(result)) {
    race.stop(`config "${first.branch.configId}" gave its stream at once`);
    return invocation.finished(first, result as T);
  }
  return isObservable(result)
    ? racedObservable(race, first, result)
    : new RacedItems(race, first, result);
}

function promised<T>(
  race: Race<T>,
  begin: (kind: PromisedRace<T>) => void,
): Promise<T> {
  return new Promise((resolve, reject) => {
    begin(new PromisedRace(race.invocation, resolve, reject));
  });
}
