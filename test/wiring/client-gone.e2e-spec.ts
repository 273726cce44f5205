import { once } from 'node:events';
import { get } from 'node:http';
import { afterEach, describe, expect, it } from '@jest/globals';
import {
  Controller,
  Get,
  type INestApplication,
  Injectable,
} from '@nestjs/common';
import { branchConfig, BranchContext, Experiment } from 'nestjs-spearmint';
import { deferred } from '../support/deferred.js';
import { adapters, call, listen } from '../support/http-app.js';
import { spearmint, type Tone } from './support/greeter.js';

let app: Pick<INestApplication, 'close'>;
afterEach(() => app.close());

describe.each(adapters)('Q22: a client that goes away on $name', (adapter) => {
  @Injectable()
  class Worker {
    readonly signals = new Map<string, AbortSignal>();
    readonly started = deferred();
    readonly primaryGone = deferred<unknown>();
    readonly release = deferred();

    constructor(private readonly context: BranchContext) {}

    @Experiment({ strategy: 'shadow' })
    async work(config: Tone = branchConfig()): Promise<string> {
      const { signal, isShadow } = this.context;
      this.signals.set(isShadow ? 'shadow' : 'primary', signal);
      if (this.signals.size === 2) this.started.resolve();
      if (!isShadow) {
        signal.addEventListener('abort', () =>
          this.primaryGone.resolve(signal.reason),
        );
      }
      await this.release.promise;
      return config.tone;
    }
  }

  @Controller()
  class Works {
    constructor(private readonly worker: Worker) {}
    @Get('work')
    work(): Promise<string> {
      return this.worker.work();
    }
  }

  const serve = async (): Promise<[INestApplication, Worker]> => {
    const http = await listen(adapter, {
      imports: [spearmint()],
      providers: [Worker],
      controllers: [Works],
    });
    app = http;
    return [http, http.get(Worker)];
  };

  it('aborts the foreground branch and leaves the shadow', async () => {
    const [http, worker] = await serve();
    // Not fetch, which would connect again at once and hold up the shutdown.
    const request = get(`${await http.getUrl()}/work`);
    const closed = once(request, 'error');
    await worker.started.promise;
    request.destroy();

    await closed;
    await expect(worker.primaryGone.promise).resolves.toMatchObject({
      name: 'AbortError',
    });
    expect(worker.signals.get('shadow')?.aborted).toBe(false);
    worker.release.resolve();
  });

  it('and an answer that is sent aborts nothing', async () => {
    const [http, worker] = await serve();
    const answer = call(http, '/work');
    await worker.started.promise;
    worker.release.resolve();

    expect((await answer).body).toBe('warm');
    await app.close();
    expect([...worker.signals.values()].map(({ aborted }) => aborted)).toEqual([
      false,
      false,
    ]);
  });
});
