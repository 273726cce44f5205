import { Injectable } from '@nestjs/common';
import { DiscoveryService } from '@nestjs/core';
import { STATIC_CONTEXT } from '@nestjs/core/injector/constants.js';
import { POOL_TOKENS } from '../config-pool.token.js';
import { LoggerBackend } from '../logging/index.js';

/**
 * Waits for the pools and the backend: an experiment may be called by a factory
 * while the rest of the application is still being made.
 *
 * @internal
 */
@Injectable()
export class PartWaiter {
  constructor(private readonly discovery: DiscoveryService) {}

  async made(): Promise<void> {
    await Promise.all(
      this.discovery
        .getProviders()
        .filter(({ token }) => isPart(token))
        .map(async (wrapper) => {
          await wrapper.getInstanceByContextId(STATIC_CONTEXT).donePromise;
        }),
    );
  }
}

function isPart(token: unknown): boolean {
  return (
    token === LoggerBackend ||
    (typeof token === 'string' &&
      POOL_TOKENS.some((prefix) => token.startsWith(prefix)))
  );
}
