import type { ServerResponse } from 'node:http';
import { Inject, Injectable } from '@nestjs/common';
import { HttpAdapterHost } from '@nestjs/core';
import { innermostFrame, within } from './branch/context-storage.js';
import { RequestFrame } from './branch/request-frame.js';
import { Timeline } from './branch/timeline.js';
import { ExperimentExplorer } from './experiment/experiment.explorer.js';
import { SPEARMINT_EXTRAS } from './spearmint.constants.js';
import type { SpearmintExtras } from './spearmint-options.interface.js';

/** The part of a Fastify instance that is used here. */
interface FastifyLike {
  addHook(
    name: 'preHandler',
    hook: (
      request: unknown,
      reply: { raw: ServerResponse },
      done: () => void,
    ) => void,
  ): void;
}

/**
 * Gives every HTTP request a context, so that an injected `BranchContainer` shows
 * the request's branches. Both ways pass by Nest's own middleware: its wrapper costs
 * more on Express, and its engine for Fastify much more, than everything else here.
 *
 * @internal
 */
@Injectable()
export class RequestContext {
  constructor(
    @Inject(Timeline) private readonly timeline: Timeline,
    @Inject(SPEARMINT_EXTRAS) private readonly extras: SpearmintExtras,
    private readonly explorer: ExperimentExplorer,
    private readonly host: HttpAdapterHost,
  ) {}

  install(): void {
    // Without experiments nothing is ever shown, and requests have nothing to pay for.
    if (this.extras.middleware !== true || this.explorer.findsNone) return;
    const adapter = this.host.httpAdapter;
    if (adapter.getType() === 'fastify') {
      const fastify = adapter.getInstance<FastifyLike>();
      fastify.addHook('preHandler', (_request, reply, done) =>
        this.open(reply.raw, done),
      );
    } else {
      adapter.use(
        (_request: unknown, response: ServerResponse, next: () => void) =>
          this.open(response, next),
      );
    }
  }

  private open(response: ServerResponse, next: () => void): void {
    within(new RequestFrame(this.timeline, innermostFrame(), response), next);
  }
}
