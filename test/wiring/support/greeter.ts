import {
  type DynamicModule,
  Injectable,
  type ModuleMetadata,
} from '@nestjs/common';
import { Test, type TestingModule } from '@nestjs/testing';
import { branchConfig, Experiment, SpearmintModule } from 'nestjs-spearmint';

export interface Tone {
  readonly tone: string;
}

export const tones: readonly Tone[] = [{ tone: 'warm' }, { tone: 'cold' }];

/** The module with two tones of voice. */
export const spearmint = (): DynamicModule =>
  SpearmintModule.forRoot({ configs: tones });

/** An application with that module, initialised. */
export async function boot({
  imports = [],
  ...metadata
}: ModuleMetadata): Promise<TestingModule> {
  const module = await Test.createTestingModule({
    ...metadata,
    imports: [spearmint(), ...imports],
  }).compile();
  return module.init();
}

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
