import type { ServerResponse } from 'node:http';
import { ContextFrame, outermostScope } from './context-frame.js';

/** The frame of an HTTP request: aborted when its client goes away before the response is sent. @internal */
export class RequestFrame extends ContextFrame {
  private watching = false;

  constructor(
    app: object,
    outer: ContextFrame | undefined,
    private readonly response: ServerResponse,
  ) {
    super(outermostScope(app, outer), undefined);
  }

  override get signal(): AbortSignal {
    if (!this.watching) {
      this.watching = true;
      const { response } = this;
      const gone = (): void => {
        if (!response.writableFinished) {
          this.abort(
            new DOMException('The client closed the request.', 'AbortError'),
          );
        }
      };
      if (response.destroyed) gone();
      else response.once('close', gone);
    }
    return super.signal;
  }
}
