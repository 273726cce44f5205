import type { ModuleMetadata, Provider } from '@nestjs/common';
import { Type } from 'class-transformer';
import {
  IsArray,
  IsDefined,
  IsNumber,
  IsString,
  ValidateNested,
} from 'class-validator';
import type { SpearmintOptions } from 'nestjs-spearmint';
import { boot as bootWith, type Booted } from '../../support/boot.js';

export class LlmConfig {
  @IsString()
  model!: string;

  @IsNumber()
  temperature: number = 0.7;
}

export class SearchConfig {
  @IsNumber()
  limit!: number;
}

export class AppConfig {
  @IsDefined()
  @ValidateNested()
  @Type(() => LlmConfig)
  llm!: LlmConfig;

  @IsDefined()
  @ValidateNested()
  @Type(() => SearchConfig)
  search!: SearchConfig;

  @IsArray()
  tags: string[] = [];
}

export const flat = [
  { $id: 'a', model: 'small' },
  { $id: 'b', model: 'large', temperature: 0 },
];
export const nested = [
  {
    $id: 'n',
    app: { llm: { model: 'deep' }, search: { limit: 3 } },
    llm: { model: 'near' },
  },
];

/** An application with one provider and these configs. */
export const boot = (
  configs: SpearmintOptions['configs'],
  provider: Provider,
  options: SpearmintOptions = {},
  imports: ModuleMetadata['imports'] = [],
): Promise<Booted> =>
  bootWith({ configs, ...options }, [provider], { imports });
