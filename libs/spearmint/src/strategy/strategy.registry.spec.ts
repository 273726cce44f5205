import { describe, expect, it } from '@jest/globals';
import type { ConfigEntry } from '../config/config-entry.interface.js';
import type { ConfigPool } from '../config/index.js';
import { FallbackStrategy } from './fallback.strategy.js';
import { MultiBranchStrategy } from './multi-branch.strategy.js';
import { RaceStrategy } from './race.strategy.js';
import { RandomStrategy } from './random.strategy.js';
import { RoundRobinStrategy } from './round-robin.strategy.js';
import { SelectionStrategy } from './selection.strategy.js';
import { ShadowStrategy } from './shadow.strategy.js';
import { SingleStrategy } from './single.strategy.js';
import {
  DuplicateStrategyError,
  InvalidStrategyError,
  UnknownStrategyError,
} from './strategy.errors.js';
import { StrategyRegistry } from './strategy.registry.js';
import { WeightedStrategy } from './weighted.strategy.js';

class LastStrategy extends SelectionStrategy {
  select(pool: ConfigPool): ConfigEntry {
    return pool.at(pool.size - 1);
  }
}

class CheapestStrategy extends LastStrategy {
  constructor(readonly prices: object) {
    super();
  }
}

const BUILT_IN = [
  ['single', SingleStrategy],
  ['round-robin', RoundRobinStrategy],
  ['shadow', ShadowStrategy],
  ['multi-branch', MultiBranchStrategy],
  ['random', RandomStrategy],
  ['weighted', WeightedStrategy],
  ['race', RaceStrategy],
  ['fallback', FallbackStrategy],
] as const;

describe('StrategyRegistry', () => {
  it('AC-I1: lists the built-in strategies', () => {
    expect(new StrategyRegistry().names()).toEqual(
      BUILT_IN.map(([name]) => name),
    );
  });

  it.each(BUILT_IN)('AC-I2: %s is an instance of its class', (name, type) => {
    const registry = new StrategyRegistry();
    expect(registry.has(name)).toBe(true);
    expect(registry.get(name)).toBeInstanceOf(type);
  });

  it('AC-I3: gives a new instance each time', async () => {
    const registry = new StrategyRegistry();
    expect(registry.get('round-robin')).not.toBe(registry.get('round-robin'));
    expect(await registry.create('round-robin')).not.toBe(
      await registry.create('round-robin'),
    );
  });

  it('AC-I4: an unknown name is an error that lists the known ones', async () => {
    const registry = new StrategyRegistry();
    expect(registry.has('nonexistent')).toBe(false);
    expect(() => registry.get('nonexistent')).toThrow(UnknownStrategyError);
    await expect(registry.create('nonexistent')).rejects.toThrow(
      /Unknown strategy "nonexistent".*single, round-robin, shadow, multi-branch, random, weighted, race, fallback/,
    );
  });

  it.each(['constructor', '__proto__', 'toString', ''])(
    'AC-I4: %j is no strategy either',
    (name) => {
      const registry = new StrategyRegistry();
      expect(registry.has(name)).toBe(false);
      expect(() => registry.get(name)).toThrow(UnknownStrategyError);
    },
  );

  it('AC-I5: a registered class is listed and made', async () => {
    const registry = new StrategyRegistry();
    registry.register('last', LastStrategy);
    expect(registry.names().at(-1)).toBe('last');
    expect(registry.has('last')).toBe(true);
    expect(registry.get('last')).toBeInstanceOf(LastStrategy);
    expect(await registry.create('last')).toBeInstanceOf(LastStrategy);
  });

  it('AC-I5: a registered factory is called for each instance', async () => {
    const registry = new StrategyRegistry();
    registry.register(
      'seeded',
      (): RandomStrategy => new RandomStrategy({ seed: 1 }),
    );
    expect(registry.get('seeded')).toBeInstanceOf(RandomStrategy);
    expect(await registry.create('seeded')).not.toBe(registry.get('seeded'));
  });

  it('a class with dependencies is made by the injector, and refused at once without it', async () => {
    const prices = {};
    const registry = new StrategyRegistry((type) =>
      Promise.resolve(new type(prices)),
    );
    registry.register('cheapest', CheapestStrategy);
    const made = (await registry.create('cheapest')) as CheapestStrategy;
    expect(made.prices).toBe(prices);
    expect(() => registry.get('cheapest')).toThrow(InvalidStrategyError);
    expect(() => registry.get('cheapest')).toThrow(/await create\(name\)/);
  });

  it.each(['single', 'last'])(
    'AC-I6: %s cannot be registered twice',
    (name) => {
      const registry = new StrategyRegistry();
      registry.register('last', LastStrategy);
      expect(() => registry.register(name, SingleStrategy)).toThrow(
        DuplicateStrategyError,
      );
      expect(() => registry.register(name, SingleStrategy)).toThrow(
        /is already registered.*overrideProvider/,
      );
      expect(registry.get('last')).toBeInstanceOf(LastStrategy);
    },
  );

  it.each([undefined, null, 'single', {}, new SingleStrategy()])(
    'refuses what makes no strategy: %p',
    (wrong) => {
      const registry = new StrategyRegistry();
      expect(() => registry.register('wrong', wrong as never)).toThrow(
        InvalidStrategyError,
      );
      expect(registry.has('wrong')).toBe(false);
    },
  );

  it('refuses a class that is no strategy', () => {
    class Unrelated {}
    const registry = new StrategyRegistry();
    expect(() => registry.register('wrong', Unrelated as never)).toThrow(
      /does not extend Strategy/,
    );
    expect(registry.has('wrong')).toBe(false);
  });
});
