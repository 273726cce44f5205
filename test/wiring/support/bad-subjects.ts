import { type Type as Class } from '@nestjs/common';
import { branchConfig, Experiment, type LoggerBackend } from 'nestjs-spearmint';

export const configs = [{ $id: 'a', model: 'small' }];
/** What somebody may take for a backend. */
export const notABackend = {} as LoggerBackend;

export class Plain {
  @Experiment()
  async run(config: unknown = branchConfig()) {
    return config;
  }
}

/** A class whose one method is an experiment with these options. */
export function withOptions(options: Parameters<typeof Experiment>[0]): Class {
  class Subject {
    @Experiment(options)
    async run() {}
  }
  return Subject;
}

/** With the second, two experiments of one name. */
export class First {
  @Experiment({ name: 'twin' })
  async one() {}
}
export class Second {
  @Experiment({ name: 'twin' })
  async two() {}
}
