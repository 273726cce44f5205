import { existsSync, mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterEach, describe, expect, it } from '@jest/globals';
import {
  Controller,
  Get,
  Injectable,
  type INestApplication,
  type ModuleMetadata,
} from '@nestjs/common';
import { HealthCheckService, TerminusModule } from '@nestjs/terminus';
import { Test } from '@nestjs/testing';
import {
  BranchStore,
  InvalidStoreOptionsError,
  JournalReader,
  StoreHealth,
  StoreModule,
  type StoreModuleOptions,
} from '@nestjs-spearmint/store';
import {
  branchConfig,
  type BranchRecord,
  Experiment,
  InMemoryLogger,
  LoggerBackend,
  type MaybeBranches,
  SpearmintModule,
  type SpearmintOptions,
} from 'nestjs-spearmint';
import request from 'supertest';
import { CapturedLogger } from '../support/captured-logger.js';

@Injectable()
class Greetings {
  @Experiment({ strategy: 'multi-branch' })
  async greet(
    name: string,
    { word }: { word: string } = branchConfig(),
  ): Promise<MaybeBranches<object>> {
    return { text: `${word} ${name}`, password: 'pass-4711' };
  }
}

@Controller()
class GreetingsController {
  constructor(
    private readonly greetings: Greetings,
    private readonly health: HealthCheckService,
    private readonly store: StoreHealth,
  ) {}

  @Get('greet')
  async greet(): Promise<string> {
    await this.greetings.greet('Ada');
    return 'greeted';
  }

  @Get('health')
  check() {
    return this.health.check([() => this.store.check()]);
  }
}

/** A backend with something injected. */
@Injectable()
class Names {
  readonly prefix = 'app';
}
const taken: string[] = [];
@Injectable()
class NamingSink extends LoggerBackend {
  constructor(private readonly names: Names) {
    super();
  }
  override logBranches(records: readonly BranchRecord[]): void {
    for (const { id } of records) taken.push(`${this.names.prefix} ${id}`);
  }
}

const cleanups: (() => unknown)[] = [];
afterEach(async () => {
  taken.length = 0;
  for (const clean of cleanups.splice(0).reverse()) await clean();
});

function tempFolder(): string {
  const folder = mkdtempSync(join(tmpdir(), 'spearmint-store-'));
  cleanups.push(() => rmSync(folder, { recursive: true, force: true }));
  return folder;
}

interface Booted {
  readonly app: INestApplication;
  readonly lines: readonly string[];
  readonly store: BranchStore;
  greet(): Promise<unknown>;
}

async function boot(
  store: StoreModuleOptions | ModuleMetadata['imports'],
  options: SpearmintOptions = {},
): Promise<Booted> {
  const logger = new CapturedLogger();
  const imports = Array.isArray(store)
    ? store
    : [
        StoreModule.forRoot({
          database: false,
          ...(store as StoreModuleOptions),
        }),
      ];
  const module = await Test.createTestingModule({
    imports: [
      SpearmintModule.forRoot({
        configs: [{ word: 'Hello' }, { word: 'Good day' }],
        ...options,
      }),
      TerminusModule,
      ...imports,
    ],
    controllers: [GreetingsController],
    providers: [Greetings],
  })
    .setLogger(logger)
    .compile();
  const app = module.createNestApplication();
  cleanups.push(() => app.close());
  await app.init();
  return {
    app,
    lines: logger.logs,
    store: app.get(BranchStore),
    greet: () => app.get(Greetings).greet('Ada'),
  };
}

async function recordsIn(folder: string): Promise<BranchRecord[]> {
  const records: BranchRecord[] = [];
  for await (const { entries } of new JournalReader(folder).read())
    records.push(...entries.map(({ record }) => record));
  return records;
}

describe('StoreModule.forRoot() beside SpearmintModule', () => {
  it('has the application record into data/spearmint, where no logger is named', async () => {
    const before = process.cwd();
    const directory = tempFolder();
    process.chdir(directory);
    cleanups.push(() => process.chdir(before));
    const { app, lines, greet, store } = await boot(undefined);
    process.chdir(before);
    await greet();
    await app.close();
    expect(store.folder).toBe(join(directory, 'data/spearmint'));
    const records = await recordsIn(store.folder);
    expect(records.map(({ config }) => config)).toEqual([
      { word: 'Hello' },
      { word: 'Good day' },
    ]);
    expect(lines.join('\n')).toContain(
      '"Greetings.greet": multi-branch over 2 configs of pool "default", recorded by BranchStore',
    );
    expect(lines).toContain(`Branches are recorded in "${store.folder}"`);
  });

  it('leaves a logger that is named in place, and makes nothing', async () => {
    const memory = new InMemoryLogger();
    const folder = join(tempFolder(), 'none');
    const { app, greet } = await boot({ folder }, { logger: memory });
    await greet();
    await app.close();
    expect(memory.branchCount()).toBe(2);
    expect(existsSync(folder)).toBe(false);
  });

  it('may be one of several loggers', async () => {
    const memory = new InMemoryLogger();
    const store = new BranchStore({ folder: tempFolder(), database: false });
    const { app, greet } = await boot(
      { folder: join(tempFolder(), 'none') },
      { logger: [store, memory] },
    );
    await greet();
    await app.close();
    expect(memory.branchCount()).toBe(2);
    expect(await recordsIn(store.folder)).toHaveLength(2);
  });

  it('makes sinks by injection, with options or without', async () => {
    const folder = tempFolder();
    const options = { name: 'second', backend: NamingSink, gatherMs: 1 };
    const { app, greet } = await boot([
      {
        module: class NamesModule {},
        global: true,
        providers: [Names],
        exports: [Names],
      },
      StoreModule.forRoot({
        folder,
        database: false,
        sinks: [NamingSink, options],
      }),
    ]);
    await greet();
    await app.close();
    const ids = (await recordsIn(folder)).map(({ id }) => `app ${id}`);
    expect(taken.sort()).toEqual([...ids, ...ids].sort());
  });

  it('takes options that are made', async () => {
    const folder = tempFolder();
    const { app, greet } = await boot([
      StoreModule.forRootAsync({
        useFactory: async () => ({ folder, database: false }),
      }),
    ]);
    await greet();
    await app.close();
    expect(await recordsIn(folder)).toHaveLength(2);
  });

  it('fails the boot with everything that is wrong with its options', async () => {
    const booted = boot({ folder: '', sync: 'often' as never, drainMs: -1 });
    await expect(booted).rejects.toThrow(InvalidStoreOptionsError);
    await expect(booted).rejects.toThrow(/3 of the store's options/);
  });
});

describe('several applications in one process', () => {
  it('have a store each', async () => {
    const folders = [tempFolder(), tempFolder()];
    const apps = await Promise.all(folders.map((folder) => boot({ folder })));
    await apps[0]?.greet();
    await Promise.all(apps.map(({ app }) => app.close()));
    const counts = await Promise.all(folders.map(recordsIn));
    expect(counts.map(({ length }) => length)).toEqual([2, 0]);
  });

  it('can share a folder, with a journal each and one delivery of both', async () => {
    const folder = tempFolder();
    const sinks = [new InMemoryLogger(), new InMemoryLogger()];
    const apps = await Promise.all(
      sinks.map((sink) => boot({ folder, sinks: [sink] })),
    );
    for (const { greet } of apps) await greet();
    await Promise.all(apps.map(({ app }) => app.close()));
    const records = await recordsIn(folder);
    expect(records).toHaveLength(4);
    expect(apps.map(({ store }) => store.stats().journal.recorded)).toEqual([
      2, 2,
    ]);
    const rest = new InMemoryLogger();
    const last = await boot({ folder, sinks: [rest] });
    expect(await last.store.delivered(4_000)).toBe(true);
    const all = [...sinks, rest].flatMap(({ branches }) => branches);
    expect(new Set(all.map(({ id }) => id))).toEqual(
      new Set(records.map(({ id }) => id)),
    );
  });
});

describe('app.close()', () => {
  it('is done within the drain time though a sink hangs, and the next start delivers', async () => {
    const folder = tempFolder();
    const hang = (): Promise<never> => new Promise(() => undefined);
    const stuck = { logBranches: hang, flush: hang, close: hang };
    const first = await boot(
      { folder, sinks: [{ name: 'tracker', backend: stuck }] },
      { background: { drainMs: 1_500 } },
    );
    await first.greet();
    const since = performance.now();
    await first.app.close();
    expect(performance.now() - since).toBeLessThan(1_500);
    const memory = new InMemoryLogger();
    const second = await boot({
      folder,
      sinks: [{ name: 'tracker', backend: memory }],
    });
    expect(await second.store.delivered(4_000)).toBe(true);
    expect(memory.branches.map(({ output }) => output)).toMatchObject([
      { text: 'Hello Ada' },
      { text: 'Good day Ada' },
    ]);
  });
});

describe('StoreHealth', () => {
  it('is an indicator of Terminus', async () => {
    const folder = tempFolder();
    const { app, store } = await boot({
      folder,
      sinks: [{ name: 'memory', backend: new InMemoryLogger(), gatherMs: 1 }],
    });
    const http = app.getHttpServer() as Parameters<typeof request>[0];
    await request(http).get('/greet').expect(200);
    expect(app.get(StoreHealth).check('mine')).toHaveProperty('mine');
    await until(() => store.stats().journal.recorded === 2);
    expect(await store.delivered(4_000)).toBe(true);
    const { body } = (await request(http).get('/health').expect(200)) as {
      body: { details: unknown };
    };
    expect(body.details).toEqual({
      store: {
        status: 'up',
        sinks: {
          memory: {
            state: 'delivering',
            behindBytes: 0,
            behindMs: 0,
            deadLetters: 0,
            missed: 0,
          },
        },
      },
    });
  });

  it('is down while nothing can be recorded', async () => {
    const folder = join(tempFolder(), 'store');
    const { app, greet, store } = await boot(
      { folder },
      { recorder: { gatherMs: 0 } },
    );
    blockFolder(folder);
    await greet();
    await until(() => store.stats().problem !== undefined);
    const http = app.getHttpServer() as Parameters<typeof request>[0];
    const { body } = (await request(http).get('/health').expect(503)) as {
      body: { details: { store: { problem: string } } };
    };
    expect(body.details.store.problem).toMatch(/^E\w+: 2 records/);
  });

  it('tells what became of the branches', async () => {
    const { app, greet } = await boot({ folder: tempFolder() });
    await greet();
    const health = app.get(StoreHealth);
    await until(() => health.stats().recorded === 2);
    expect(health.stats()).toMatchObject({
      recorded: 2,
      masked: 2,
      truncated: 0,
      dropped: { queueFull: 0, failed: 0, breakerOpen: 0, closed: 0 },
      sinks: [],
    });
  });
});

/** Puts a file where a folder is to be made. */
function blockFolder(folder: string): void {
  rmSync(folder, { recursive: true, force: true });
  writeFileSync(folder, 'in the way');
}

async function until(holds: () => boolean): Promise<void> {
  while (!holds()) await new Promise((resolve) => setImmediate(resolve));
}
