import { afterEach, describe, expect, it } from '@jest/globals';
import {
  Global,
  Injectable,
  Module,
  type ModuleMetadata,
} from '@nestjs/common';
import { Test, type TestingModule } from '@nestjs/testing';
import {
  branchConfig,
  type BranchRecord,
  DEFAULT_BACKEND,
  Experiment,
  InMemoryLogger,
  LoggerBackend,
  SpearmintModule,
  type SpearmintOptions,
} from 'nestjs-spearmint';
import { CapturedLogger } from '../support/captured-logger.js';

@Injectable()
class Answers {
  @Experiment()
  async answer({ n }: { n: number } = branchConfig()): Promise<number> {
    return n;
  }
}

class Archive extends LoggerBackend {
  readonly records: BranchRecord[] = [];
  opened = 0;
  override open(): void {
    this.opened++;
  }
  override logBranches(records: readonly BranchRecord[]): void {
    this.records.push(...records);
  }
}

const archive = { provide: DEFAULT_BACKEND, useClass: Archive };

@Global()
@Module({ providers: [archive], exports: [archive] })
class ArchiveModule {}

const apps: TestingModule[] = [];
afterEach(async () => {
  for (const app of apps.splice(0)) await app.close();
});

async function boot(
  options: SpearmintOptions,
  imports: ModuleMetadata['imports'] = [ArchiveModule],
  logger = new CapturedLogger(),
): Promise<{ app: TestingModule; archive: Archive }> {
  const app = await Test.createTestingModule({
    imports: [
      SpearmintModule.forRoot({ configs: [{ n: 1 }], ...options }),
      ...(imports ?? []),
    ],
    providers: [Answers],
  })
    .setLogger(logger)
    .compile();
  apps.push(app);
  await app.init();
  return { app, archive: app.get<Archive>(DEFAULT_BACKEND, { strict: false }) };
}

describe('a module that provides DEFAULT_BACKEND', () => {
  it('is where branches are recorded when no logger is named', async () => {
    const logger = new CapturedLogger();
    const { app, archive } = await boot({}, [ArchiveModule], logger);
    await app.get(Answers).answer();
    await app.close();
    expect(archive.records).toMatchObject([{ output: 1 }]);
    expect(archive.opened).toBe(1);
    expect(logger.logs.join('\n')).toContain('recorded by Archive');
  });

  it('has nothing to say where a logger is named', async () => {
    const memory = new InMemoryLogger();
    const { app, archive } = await boot({ logger: memory });
    await app.get(Answers).answer();
    await app.close();
    expect(memory.branchCount()).toBe(1);
    expect([archive.records, archive.opened]).toEqual([[], 0]);
  });

  it('speaks for its own application only', async () => {
    const [one, two] = [await boot({}), await boot({})];
    await one.app.get(Answers).answer();
    await Promise.all([one.app.close(), two.app.close()]);
    expect([one, two].map(({ archive }) => archive.records.length)).toEqual([
      1, 0,
    ]);
  });

  it('is not missed: nothing is recorded without one', async () => {
    const app = await Test.createTestingModule({
      imports: [SpearmintModule.forRoot({ configs: [{ n: 1 }] })],
      providers: [Answers],
    }).compile();
    apps.push(app);
    await app.init();
    expect(app.get(LoggerBackend).constructor.name).toBe('NoOpLogger');
  });

  it('is not opened by a boot that fails', async () => {
    const opened = new Archive();
    const provider = { provide: DEFAULT_BACKEND, useValue: opened };
    const module = {
      module: class {},
      global: true,
      providers: [provider],
      exports: [provider],
    };
    await expect(boot({ configs: [] }, [module])).rejects.toThrow();
    expect(opened.opened).toBe(0);
  });
});
