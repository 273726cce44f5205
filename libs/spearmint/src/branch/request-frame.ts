import type { ServerResponse } from 'node:http';
import { ContextFrame, outermostScope } from './context-frame.js';

/**
 * The frame of an HTTP request: aborted when its client goes away before the response
 * is sent. It keeps nothing of the request, as timers of a connection that stays open
 * keep the frame.
 *
 * @internal
 */
export class RequestFrame extends ContextFrame {
  constructor(
    app: object,
    outer: ContextFrame | undefined,
    response: ServerResponse,
  ) {
    super(outermostScope(app, outer), undefined);
    if (response.destroyed) this.closed(response);
    else response.on('close', () => this.closed(response));
  }

  private closed(response: ServerResponse): void {
    if (response.writableFinished) return;
    // What Fastify's inject() has sent whole lies in a socket that nobody reads, and that stays open.
    if (response.writableEnded && response.socket?.destroyed !== true) return;
    this.abort(
      new DOMException('The client closed the request.', 'AbortError'),
    );
  }
}
