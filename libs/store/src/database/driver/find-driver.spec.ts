import { describe, expect, it } from '@jest/globals';
import { type DriverSeams, findDriver } from './find-driver.js';
import type { SqlDriver, SqlDriverName } from './sql-connection.interface.js';

const stub = (name: SqlDriverName): SqlDriver => ({
  name,
  open: () => {
    throw new Error('is not opened here');
  },
});

/** A machine with these packages, on this Node. */
const machine = (
  nodeVersion: string,
  packages: Readonly<Record<string, string>>,
  more: Partial<DriverSeams> = {},
): DriverSeams => ({
  nodeVersion,
  builtIn: () =>
    Number.parseInt(nodeVersion, 10) < 22 ? undefined : stub('node:sqlite'),
  installedVersion: (name) => packages[name],
  addon: stub,
  shortage: () => undefined,
  ...more,
});
const both = { 'better-sqlite3': '12.8.0', libsql: '0.5.29' };

describe('the driver', () => {
  it('is the one of Node where Node has one', () => {
    expect(findDriver(undefined, machine('24.1.0', both)).driver?.name).toBe(
      'node:sqlite',
    );
  });

  it('is else better-sqlite3 where it is installed, else libsql', () => {
    expect(findDriver(undefined, machine('20.19.0', both)).driver?.name).toBe(
      'better-sqlite3',
    );
    expect(
      findDriver(undefined, machine('20.19.0', { libsql: '0.5.29' })).driver
        ?.name,
    ).toBe('libsql');
  });

  it('is never a better-sqlite3 that crashes this Node: it is not even loaded', () => {
    const loaded: string[] = [];
    const seams = machine(
      '20.19.0',
      { ...both, 'better-sqlite3': '13.2.0' },
      {
        addon: (name) => {
          loaded.push(name);
          return stub(name);
        },
      },
    );
    expect(findDriver(undefined, seams).driver?.name).toBe('libsql');
    expect(loaded).toEqual(['libsql']);
    expect(findDriver('better-sqlite3', seams).reasons).toEqual([
      'better-sqlite3 13.2.0 crashes Node 20.19.0 (12 works on Node 20)',
    ]);
    expect(
      findDriver(
        'better-sqlite3',
        machine('22.13.0', { 'better-sqlite3': '13.2.0' }),
      ).driver?.name,
    ).toBe('better-sqlite3');
  });

  it('is the one that was asked for, or none', () => {
    expect(findDriver('libsql', machine('24.1.0', both)).driver?.name).toBe(
      'libsql',
    );
    expect(
      findDriver('node:sqlite', machine('20.19.0', both)).driver,
    ).toBeUndefined();
  });

  it('is not looked for while no files can be opened: nothing is loaded then', () => {
    const seams = machine('20.19.0', both, {
      shortage: () => 'EMFILE',
      addon: () => {
        throw new Error('was loaded');
      },
    });
    expect(findDriver(undefined, seams)).toEqual({
      reasons: ['EMFILE: no more files can be opened'],
      shortage: 'EMFILE',
    });
  });

  it('is not said to be missing where the last file was taken meanwhile', () => {
    const shortages = [undefined, 'ENFILE'];
    const seams = machine('20.19.0', {}, { shortage: () => shortages.shift() });
    expect(findDriver(undefined, seams).shortage).toBe('ENFILE');
  });

  it('is passed over when it does not load, and all reasons are told where none is left', () => {
    const seams = machine(
      '20.19.0',
      { 'better-sqlite3': '12.8.0' },
      {
        addon: () => {
          throw new Error('Could not locate the bindings file.\nTried: a, b');
        },
      },
    );
    expect(findDriver(undefined, seams).reasons).toEqual([
      'Node 20.19.0 has no node:sqlite (22.13 and later do)',
      'better-sqlite3 12.8.0 does not load: Could not locate the bindings file.',
      'libsql is not installed',
    ]);
  });
});
