import { GrowthBook } from '@growthbook/growthbook';
import { circuitBreaker, ConsecutiveBreaker, handleAll, noop } from 'cockatiel';
import CircuitBreaker from 'opossum';
import pLimit from 'p-limit';
import { experimentAsync } from 'tzientist';
import { bootApp, delivered } from '../app.js';
import { loop, measure } from '../harness.js';
import { ratioRow, type Row } from '../report.js';
import { Bare, Single } from '../single.js';

/**
 * One call through libraries that wrap calls. Ours picks a config, runs the method
 * in a context, times it and records it; what each of them does of that, the name says.
 */
export async function peers(rounds: number): Promise<Row[]> {
  const app = await bootApp([Single]);
  const single = app.get(Single);
  const methods = Array.from({ length: 6 }, () => new Bare());
  const [m1, m2, m3, m4, m5, m6] = methods as [
    Bare,
    Bare,
    Bare,
    Bare,
    Bare,
    Bare,
  ];
  const scientist = experimentAsync({
    name: 'control only',
    control: (i: number) => m1.run(i),
    candidate: (i: number) => m1.run(i),
    options: { enabled: () => false },
  });
  const plain = noop;
  const breaker = circuitBreaker(handleAll, {
    halfOpenAfter: 1_000,
    breaker: new ConsecutiveBreaker(5),
  });
  const opossum = new CircuitBreaker((i: number) => m4.run(i), {
    timeout: false,
  });
  const limit = pLimit(8);
  const growthbook = new GrowthBook({
    attributes: { id: 'user' },
    trackingCallback: () => undefined,
  });
  const results = await measure(
    [
      {
        name: 'ours: picked, timed, recorded',
        run: loop((i) => single.run(i)),
        reset: () => delivered(app),
      },
      {
        name: 'tzientist, control only',
        base: 'ours: picked, timed, recorded',
        run: loop((i) => scientist(i)),
      },
      {
        name: 'cockatiel, no policy',
        base: 'ours: picked, timed, recorded',
        run: loop((i) => plain.execute(() => m2.run(i))),
      },
      {
        name: 'cockatiel, circuit breaker',
        base: 'ours: picked, timed, recorded',
        run: loop((i) => breaker.execute(() => m3.run(i))),
      },
      {
        name: 'opossum, circuit breaker with statistics',
        base: 'ours: picked, timed, recorded',
        run: loop((i) => opossum.fire(i)),
      },
      {
        name: 'p-limit(8)',
        base: 'ours: picked, timed, recorded',
        run: loop((i) => limit(() => m5.run(i))),
      },
      {
        name: 'growthbook, a variant picked',
        base: 'ours: picked, timed, recorded',
        run: loop((i) => {
          const { value } = growthbook.run({
            key: 'bench',
            variations: [{ k: 1 }, { k: 2 }] as never,
          });
          return m6.run(value === undefined ? -1 : i);
        }),
      },
    ],
    rounds,
  );
  await app.close();
  opossum.shutdown();
  growthbook.destroy();
  return results
    .filter(({ base }) => base !== undefined)
    .map((result) => ratioRow(result));
}
