import {
  type CallHandler,
  type ExecutionContext,
  Inject,
  Injectable,
  type NestInterceptor,
} from '@nestjs/common';
import { map, Observable, type Subscriber, type TeardownLogic } from 'rxjs';
import { within } from '../branch/context-storage.js';
import { LINKED_CONTEXTS } from '../spearmint.constants.js';
import { carried } from './carried.js';
import type { ContextOpener, OpenedFrame } from './context.opener.js';

/**
 * Gives a handler a context of its own, so that an injected `BranchContainer` shows
 * its branches: each message of a WebSocket gateway or a microservice, each GraphQL
 * request that comes over a socket. Does nothing where a context is open already, as
 * in HTTP requests.
 *
 * ```ts
 * @UseInterceptors(BranchContextInterceptor)
 * @WebSocketGateway()
 * ```
 *
 * `SpearmintModule.forRoot({ interceptor: true })` puts it on every handler.
 *
 * @publicApi
 */
@Injectable()
export class BranchContextInterceptor implements NestInterceptor {
  /** @internal */
  constructor(
    @Inject(LINKED_CONTEXTS) private readonly contexts: ContextOpener,
  ) {}

  intercept(context: ExecutionContext, next: CallHandler): Observable<unknown> {
    if (this.contexts.isOpen) return next.handle();
    return new Observable((subscriber) =>
      runIn(this.contexts.open(context), next, subscriber),
    );
  }
}

function runIn(
  { frame, isShared }: OpenedFrame,
  next: CallHandler,
  subscriber: Subscriber<unknown>,
): TeardownLogic {
  let hasEnded = false;
  // handle() binds the handler to the context of its caller.
  const subscription = within(frame, () =>
    next
      .handle()
      .pipe(map((output: unknown) => carried(output, frame)))
      .subscribe({
        next: (output) => subscriber.next(output),
        error: (thrown: unknown) => {
          hasEnded = true;
          subscriber.error(thrown);
        },
        complete: () => {
          hasEnded = true;
          subscriber.complete();
        },
      }),
  );
  return () => {
    subscription.unsubscribe();
    if (hasEnded || isShared) return;
    frame.abort(new DOMException('The receiver has left.', 'AbortError'));
  };
}
