import { Injectable, type PipeTransform } from '@nestjs/common';
import {
  branchConfig,
  BranchContainer,
  BranchContext,
  Experiment,
  type SpearmintExtras,
  SpearmintModule,
  type SpearmintOptions,
} from 'nestjs-spearmint';

export interface Tone {
  readonly tone: string;
}

/** A pool of two. */
export const tones = [
  { $id: 'warm', tone: 'warm' },
  { $id: 'cold', tone: 'cold' },
] as const;

export const spearmint = (options: SpearmintOptions & SpearmintExtras = {}) =>
  SpearmintModule.forRoot({ configs: tones, ...options });

/** What handlers of every transport call, and what they see. */
@Injectable()
export class Greeter {
  constructor(
    private readonly branches: BranchContainer,
    readonly context: BranchContext,
  ) {}

  @Experiment({ name: 'greet' })
  async greet(name: string, config: Tone = branchConfig()): Promise<string> {
    await Promise.resolve();
    return `${config.tone} ${name}`;
  }

  @Experiment({ name: 'count' })
  async *count(
    to: number,
    { tone }: Tone = branchConfig(),
  ): AsyncGenerator<string> {
    for (let i = 1; i <= to; i++) {
      await Promise.resolve();
      yield `${tone} ${i}`;
    }
  }

  /** Two calls with a pause between them, and the outputs that the context shows. */
  async twice(name: string): Promise<unknown[]> {
    await this.greet(name);
    await new Promise(setImmediate);
    await this.greet(`${name}!`);
    return this.seen();
  }

  /** The outputs of the current context's branches; none outside of one. */
  seen(): unknown[] {
    return this.branches.isActive ? this.branches.outputs() : ['no context'];
  }
}

/** Calls an experiment before the handler gets its argument. */
@Injectable()
export class GreetingPipe<T> implements PipeTransform<T, Promise<T>> {
  constructor(private readonly greeter: Greeter) {}
  async transform(argument: T): Promise<T> {
    await this.greeter.greet('pipe');
    return argument;
  }
}

export const twice = (name: string): string[] => [
  `warm ${name}`,
  `warm ${name}!`,
];

/** Names for handlers that run at once. */
export const names = (count: number): string[] =>
  Array.from({ length: count }, (_, i) => `n${i}`);
