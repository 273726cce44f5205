import { once } from 'node:events';
import { Agent, type IncomingMessage, request } from 'node:http';
import { setImmediate as turn } from 'node:timers/promises';
import { describe, expect, it } from '@jest/globals';
import {
  Body,
  Controller,
  type INestApplication,
  Injectable,
  Post,
} from '@nestjs/common';
import { branchConfig, Experiment, SpearmintModule } from 'nestjs-spearmint';
import { adapters, listen } from '../support/http-app.js';

@Injectable()
class Reader {
  @Experiment()
  async length(text: string, { k } = branchConfig<{ k: number }>()) {
    await turn();
    return text.length * k;
  }
}

@Controller()
class Letters {
  static bodies: WeakRef<object>[] = [];

  constructor(private readonly reader: Reader) {}

  @Post()
  async read(@Body() body: { text: string }): Promise<number> {
    Letters.bodies.push(new WeakRef(body));
    return this.reader.length(body.text);
  }
}

/** Posts over a connection that the agent keeps. */
async function post(app: INestApplication, agent: Agent): Promise<void> {
  const sent = request(await app.getUrl(), {
    agent,
    method: 'POST',
    headers: { 'content-type': 'application/json' },
  });
  sent.end(JSON.stringify({ text: 'x'.repeat(1_000) }));
  const [answer] = (await once(sent, 'response')) as [IncomingMessage];
  await answer.toArray();
}

async function collected(): Promise<void> {
  if (globalThis.gc === undefined) throw new Error('run with --expose-gc');
  for (let i = 0; i < 5; i++) {
    await turn();
    await globalThis.gc({ execution: 'async' });
  }
}

describe.each(adapters)(
  'a request on $name that has been answered',
  (adapter) => {
    it('leaves nothing of its body behind on a connection that is kept', async () => {
      const agent = new Agent({ keepAlive: true, maxSockets: 1 });
      const app = await listen(adapter, {
        imports: [SpearmintModule.forRoot({ configs: [{ k: 2 }] })],
        controllers: [Letters],
        providers: [Reader],
      });
      Letters.bodies = [];
      await post(app, agent);
      await post(app, agent);
      await collected();
      expect(Object.values(agent.freeSockets).flat()).toHaveLength(1);
      expect(Letters.bodies.map((body) => body.deref())).toEqual([
        undefined,
        undefined,
      ]);
      agent.destroy();
      await app.close();
    });
  },
);
