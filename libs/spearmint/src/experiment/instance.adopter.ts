import { Injectable, type OnModuleInit } from '@nestjs/common';
import { DiscoveryService } from '@nestjs/core';
import { attach, interceptorOf } from './experiment.host.js';
import { hostsIn, typeOf } from './experiment.hosts.js';
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
      const instance: unknown = wrapper.isDependencyTreeStatic()
        ? wrapper.instance
        : undefined;
      if (
        typeof instance === 'object' &&
        instance !== null &&
        definitionsOf(typeOf(wrapper)).length > 0 &&
        interceptorOf(instance) === undefined
      ) {
        attach(instance, this.interceptor);
      }
    }
  }
}
