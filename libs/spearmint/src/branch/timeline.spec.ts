import { describe, expect, it } from '@jest/globals';
import { SpearmintClock, SystemClock } from './clock.js';
import { Timeline } from './timeline.js';

class ManualClock extends SpearmintClock {
  constructor(
    public time = 0,
    public epoch = 1_700_000_000_000,
  ) {
    super();
  }
  now(): number {
    return this.time;
  }
  offset(): number {
    return this.epoch;
  }
}

const idsOf = (timeline: Timeline, count: number): string[] =>
  Array.from({ length: count }, () =>
    timeline.anchor(timeline.now()).idOf(timeline.next()),
  );

describe('Timeline', () => {
  it('ids are unique and sort in the order of start', () => {
    const ids = idsOf(new Timeline(), 10_000);
    expect(new Set(ids).size).toBe(10_000);
    expect([...ids].sort()).toEqual(ids);
  });

  it('ids sort by time over the seconds', () => {
    const clock = new ManualClock();
    const timeline = new Timeline(clock);
    const early = idsOf(timeline, 3);
    clock.time = 5_000;
    const late = idsOf(timeline, 3);
    expect([...late, ...early].sort()).toEqual([...early, ...late]);
  });

  it('two timelines never share an id', () => {
    const clock = new ManualClock();
    const all = [
      ...idsOf(new Timeline(clock), 100),
      ...idsOf(new Timeline(clock), 100),
    ];
    expect(new Set(all).size).toBe(200);
  });

  it('reads the wall clock at most once a second', () => {
    const clock = new ManualClock();
    const timeline = new Timeline(clock);
    clock.epoch += 3_600_000;
    expect(timeline.anchor(clock.now()).offset).toBe(1_700_000_000_000);
    clock.time = 1_000;
    expect(timeline.anchor(clock.now()).offset).toBe(1_700_003_600_000);
  });
});

describe('SystemClock', () => {
  it('follows the wall clock and never runs backwards', () => {
    const clock = new SystemClock();
    const first = clock.now();
    expect(clock.now()).toBeGreaterThanOrEqual(first);
    expect(Math.abs(clock.now() + clock.offset() - Date.now())).toBeLessThan(
      50,
    );
  });
});
