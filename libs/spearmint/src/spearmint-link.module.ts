import { Global, Module, type Provider } from '@nestjs/common';
import { ExperimentInterceptor } from './experiment/experiment.interceptor.js';
import {
  LINKED_CONTEXTS,
  LINKED_INTERCEPTOR,
  LINKED_OPTIONS,
  SPEARMINT_OPTIONS,
} from './spearmint.constants.js';
import { ContextOpener } from './transport/context.opener.js';

const LINKS: Provider[] = [
  { provide: LINKED_INTERCEPTOR, useExisting: ExperimentInterceptor },
  { provide: LINKED_CONTEXTS, useExisting: ContextOpener },
  { provide: LINKED_OPTIONS, useExisting: SPEARMINT_OPTIONS },
];

/**
 * What experiments and feature pools need in every module, also where the public
 * parts are not global.
 *
 * @internal
 */
@Global()
@Module({ providers: LINKS, exports: LINKS })
export class SpearmintLinkModule {}
