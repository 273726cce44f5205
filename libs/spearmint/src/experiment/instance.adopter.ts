import { types } from 'node:util';
import { Injectable, type OnModuleInit } from '@nestjs/common';
import { DiscoveryService } from '@nestjs/core';
import type { InstanceWrapper } from '@nestjs/core/injector/instance-wrapper.js';
import { attach, interceptorOf } from './experiment.host.js';
import { classOf, hostsIn, isSingleton } from './experiment.hosts.js';
import { ExperimentInterceptor } from './experiment.interceptor.js';
import { definitionsOf } from './experiment.metadata.js';

/**
 * Gives instances that Nest did not construct (`useFactory`, `useValue`), and which
 * therefore have had nothing injected, their interceptor.
 *
 * @internal
 */
@Injectable()
export class InstanceAdopter implements OnModuleInit {
  constructor(
    private readonly discovery: DiscoveryService,
    private readonly interceptor: ExperimentInterceptor,
  ) {}

  onModuleInit(): void {
    for (const { wrapper } of hostsIn(this.discovery)) {
      for (const instance of madeBy(wrapper)) this.adopt(instance);
      if (wrapper.isFactory && !isSingleton(wrapper)) this.follow(wrapper);
    }
  }

  /** A factory that Nest calls again, for a request or for who injects it, makes instances later, too. */
  private follow(wrapper: InstanceWrapper): void {
    const make = wrapper.metatype as (...args: unknown[]) => unknown;
    wrapper.metatype = (...args: unknown[]): unknown => {
      const made = make(...args);
      return types.isPromise(made)
        ? made.then((instance) => this.adopt(instance))
        : this.adopt(made);
    };
  }

  private adopt(instance: unknown): unknown {
    if (
      typeof instance === 'object' &&
      instance !== null &&
      definitionsOf(classOf(instance)).length > 0 &&
      interceptorOf(instance) === undefined
    ) {
      attach(instance, this.interceptor);
    }
    return instance;
  }
}

/** What a provider has made by now that is not of one request. */
function madeBy(wrapper: InstanceWrapper): unknown[] {
  if (isSingleton(wrapper)) return [wrapper.instance];
  return wrapper.getStaticTransientInstances().map((host) => host?.instance);
}
