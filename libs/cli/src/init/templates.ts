import type { App } from './find-app.js';

/** A file to be written; its path is relative to the application's root. */
export interface Template {
  readonly path: string;
  readonly text: string;
}

/** Where tests take their functions from, as the application's others do. */
const TEST_IMPORTS = {
  vitest: "import { expect, it } from 'vitest';\n",
  'jest-globals': "import { expect, it } from '@jest/globals';\n",
  globals: '',
} as const;

const config =
  (): string => `import { IsInt, IsString, Min } from 'class-validator';

/** What may differ between the variants; every file of configs is checked against it at boot. */
export class SummaryConfig {
  @IsInt() @Min(1) words!: number;
  @IsString() ending!: string;
}
`;

const service = (
  js: string,
): string => `import { Injectable } from '@nestjs/common';
import { branchConfig, Experiment } from 'nestjs-spearmint';
import { SummaryConfig } from './summary.config${js}';

@Injectable()
export class SummaryService {
  /** Callers get the first config's answer; the others run as shadows, and all are recorded. */
  @Experiment({ pool: 'summary', strategy: 'shadow' })
  async summarize(
    text: string,
    config: SummaryConfig = branchConfig(SummaryConfig),
  ): Promise<string> {
    return text.split(' ').slice(0, config.words).join(' ') + config.ending;
  }
}
`;

const controller = (
  js: string,
): string => `import { Controller, Get, NotImplementedException, Query } from '@nestjs/common';
import {
  type ConfigSummary,
  InMemoryLogger,
  LoggerBackend,
  summarize,
} from 'nestjs-spearmint';
import { SummaryService } from './summary.service${js}';

@Controller('summary')
export class SummaryController {
  constructor(
    private readonly summary: SummaryService,
    private readonly logger: LoggerBackend,
  ) {}

  @Get()
  summarize(@Query('text') text: string = 'no text'): Promise<string> {
    return this.summary.summarize(text);
  }

  /** How the configs have done so far. */
  @Get('comparison')
  comparison(): ConfigSummary[] {
    if (!(this.logger instanceof InMemoryLogger))
      throw new NotImplementedException(
        'The application records elsewhere than in memory: read it there.',
      );
    return summarize(this.logger.branches);
  }
}
`;

const module = (
  js: string,
  configs: string,
): string => `import { Module } from '@nestjs/common';
import { SpearmintModule } from 'nestjs-spearmint';
import { SummaryConfig } from './summary.config${js}';
import { SummaryController } from './summary.controller${js}';
import { SummaryService } from './summary.service${js}';

@Module({
  imports: [
    SpearmintModule.forFeature({
      name: 'summary',
      configs: ['${configs}'],
      model: SummaryConfig,
    }),
  ],
  controllers: [SummaryController],
  providers: [SummaryService],
})
export class SummaryModule {}
`;

const spec = (
  js: string,
  imports: string,
): string => `import { Test } from '@nestjs/testing';
import { InMemoryLogger, SpearmintModule, summarize } from 'nestjs-spearmint';
${imports}import { SummaryModule } from './summary.module${js}';
import { SummaryService } from './summary.service${js}';

const text = 'The quick brown fox jumps over the lazy dog and runs away again';

it('is a plain method in a unit test', async () => {
  const config = { words: 2, ending: '!' };
  expect(await new SummaryService().summarize(text, config)).toBe('The quick!');
});

it('answers by the first config, and records them all', async () => {
  const logger = new InMemoryLogger();
  const app = await Test.createTestingModule({
    imports: [SpearmintModule.forRoot({ logger }), SummaryModule],
  }).compile();
  await app.init();
  expect(await app.get(SummaryService).summarize(text)).toBe(
    'The quick brown fox jumps...',
  );
  await app.close();
  const rows = summarize(logger.branches);
  console.table(rows);
  expect(rows.map(({ config, n }) => [config, n])).toEqual([
    ['brief', 1],
    ['full', 1],
  ]);
});
`;

/** The first experiment, as it fits into the application. */
export function templatesFor(app: App): Template[] {
  const js = app.isEsm ? '.js' : '';
  const folder = `${app.sources}/summary`;
  const configs = `${app.base}configs/summary/`;
  return [
    {
      path: `${configs}brief.yaml`,
      text: "$id: brief\nwords: 5\nending: '...'\n",
    },
    {
      path: `${configs}full.yaml`,
      text: "$id: full\nwords: 12\nending: ' [more]'\n",
    },
    { path: `${folder}/summary.config.ts`, text: config() },
    { path: `${folder}/summary.service.ts`, text: service(js) },
    {
      path: `${folder}/summary.service.spec.ts`,
      text: spec(js, TEST_IMPORTS[app.tests]),
    },
    { path: `${folder}/summary.controller.ts`, text: controller(js) },
    { path: `${folder}/summary.module.ts`, text: module(js, configs) },
  ];
}
