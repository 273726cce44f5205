import { lastValueFrom, Observable, toArray } from 'rxjs';

/** The items of a stream, read to its end. */
export async function readAll<T>(
  items: AsyncIterable<T> | Observable<T>,
): Promise<T[]> {
  if (items instanceof Observable) return lastValueFrom(items.pipe(toArray()));
  const all: T[] = [];
  for await (const item of items) all.push(item);
  return all;
}
