import type { ServerResponse } from 'node:http';
import { type ExecutionContext, Inject, Injectable } from '@nestjs/common';
import { ContextFrame, outermostScope } from '../branch/context-frame.js';
import { frameOf, innermostFrame } from '../branch/context-storage.js';
import { RequestFrame } from '../branch/request-frame.js';
import { Timeline } from '../branch/timeline.js';

/** A frame for one handler, and whether others of the same request run in it, too. @internal */
export interface OpenedFrame {
  readonly frame: ContextFrame;
  readonly isShared: boolean;
}

/** Makes the contexts of handlers that Nest calls. One per application. @internal */
@Injectable()
export class ContextOpener {
  /** Root fields and resolved fields of one GraphQL request belong together. */
  private readonly requests = new WeakMap<object, ContextFrame>();

  constructor(@Inject(Timeline) private readonly timeline: Timeline) {}

  /** Whether code already runs in a context of this application. */
  get isOpen(): boolean {
    return frameOf(this.timeline) !== undefined;
  }

  open(context: ExecutionContext): OpenedFrame {
    const type = context.getType<string>();
    if (type === 'graphql') return this.sharedFrame(context);
    if (type === 'http') {
      const response = rawResponse(context);
      const frame = new RequestFrame(this.timeline, innermostFrame(), response);
      return { frame, isShared: false };
    }
    return { frame: this.frame(), isShared: false };
  }

  private sharedFrame(context: ExecutionContext): OpenedFrame {
    // The arguments of a resolver: root, arguments, context, info.
    const request = context.getArgByIndex<unknown>(2);
    if (typeof request !== 'object' || request === null) {
      return { frame: this.frame(), isShared: false };
    }
    let frame = this.requests.get(request);
    if (frame === undefined) {
      frame = this.frame();
      this.requests.set(request, frame);
    }
    return { frame, isShared: true };
  }

  private frame(): ContextFrame {
    const scope = outermostScope(this.timeline, innermostFrame());
    return new ContextFrame(scope, undefined);
  }
}

/** Fastify's reply wraps Node's response. */
function rawResponse(context: ExecutionContext): ServerResponse {
  const response = context
    .switchToHttp()
    .getResponse<ServerResponse & { raw?: ServerResponse }>();
  return response.raw ?? response;
}
