import { type DynamicModule, Injectable } from '@nestjs/common';
import { branchConfig, Experiment, SpearmintModule } from 'nestjs-spearmint';

export interface Tone {
  readonly tone: string;
}

export const tones: readonly Tone[] = [{ tone: 'warm' }, { tone: 'cold' }];

/** The module with two tones of voice. */
export const spearmint = (): DynamicModule =>
  SpearmintModule.forRoot({ configs: tones });

@Injectable()
export class Greeter {
  @Experiment()
  async greet(name: string, config: Tone = branchConfig()): Promise<string> {
    return `${config.tone} ${name}`;
  }

  async twice(name: string): Promise<string> {
    return `${await this.greet(name)}, ${await this.greet(name)}`;
  }
}
