// A CommonJS application under Nest 11 with the packed library, compiled and run: nest11-commonjs.mjs <tarball> [path of another node ...]
import { execFileSync } from 'node:child_process';
import { mkdirSync, mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join, resolve } from 'node:path';

const [tarball, ...nodes] = process.argv.slice(2);
const APP = `import assert from 'node:assert/strict';
import { Controller, Get, Injectable, Module, NotFoundException, Param, Query } from '@nestjs/common';
import { NestFactory } from '@nestjs/core';
import { FastifyAdapter } from '@nestjs/platform-fastify';
import { IsInt } from 'class-validator';
import { BranchContainer, branchConfig, Experiment, InMemoryLogger, SpearmintModule, summarize } from 'nestjs-spearmint';

class Config {
  @IsInt() by!: number;
}

@Injectable()
class Numbers {
  @Experiment({ strategy: 'shadow' })
  async times(n: number, config: Config = branchConfig(Config)): Promise<number> {
    if (n < 0) throw new NotFoundException('no such number');
    return n * config.by;
  }
}

@Controller()
class NumbersController {
  constructor(
    private readonly numbers: Numbers,
    private readonly branches: BranchContainer,
  ) {}

  @Get(':n')
  async times(@Param('n') n: string, @Query('again') again?: string) {
    const result = await this.numbers.times(Number(n));
    if (again !== undefined) await this.numbers.times(Number(n));
    await this.branches.settled();
    return { result, seen: this.branches.outputs() };
  }
}

async function check(platform: string): Promise<void> {
  const logger = new InMemoryLogger();
  const configs = [{ by: 2 }, { by: 3 }];
  @Module({
    imports: [SpearmintModule.forRoot({ configs, model: Config, logger })],
    controllers: [NumbersController],
    providers: [Numbers],
  })
  class AppModule {}
  const app = await (platform === 'fastify'
    ? NestFactory.create(AppModule, new FastifyAdapter(), { logger: false })
    : NestFactory.create(AppModule, { logger: false }));
  await app.listen(0, '127.0.0.1');
  const url = await app.getUrl();
  await Promise.all(
    Array.from({ length: 50 }, async (_, n) => {
      const again = n % 2 === 0 ? '?again' : '';
      const answer = await (await fetch(\`\${url}/\${n}\${again}\`)).json();
      const once = [n * 2, n * 3];
      assert.equal(answer.result, n * 2);
      assert.deepEqual(answer.seen.sort(), (again === '' ? once : [...once, ...once]).sort());
    }),
  );
  assert.equal((await fetch(\`\${url}/-1\`)).status, 404);
  await app.close();
  const rows = summarize(logger.branches);
  assert.deepEqual(rows.map(({ n }) => n), [76, 76]);
  console.log(\`Node \${process.version}, Nest 11, CommonJS, \${platform}: fine\`);
}

check('express')
  .then(() => check('fastify'))
  .catch((error) => {
    console.error(error);
    process.exit(1);
  });
`;

const work = mkdtempSync(join(tmpdir(), 'spearmint-nest11-cjs-'));
try {
  writeFileSync(
    join(work, 'package.json'),
    JSON.stringify({ name: 'consumer', private: true }),
  );
  // Without --force or --legacy-peer-deps: the peers must fit.
  const packages = [
    ...['common', 'core', 'platform-express', 'platform-fastify'].map(
      (name) => `@nestjs/${name}@11`,
    ),
    'class-transformer@0.5',
    'class-validator@0.14',
    'reflect-metadata@0.2',
    'rxjs@7',
    'typescript@5.9',
    '@types/node@20',
  ];
  execFileSync(
    'npm',
    [
      'install',
      '--prefer-offline',
      '--no-audit',
      '--no-fund',
      resolve(tarball),
      ...packages,
    ],
    { cwd: work, stdio: ['ignore', 'ignore', 'inherit'] },
  );
  mkdirSync(join(work, 'src'));
  writeFileSync(join(work, 'src/main.ts'), APP);
  const flags =
    '--module nodenext --target es2023 --outDir dist --strict --noImplicitAny false --experimentalDecorators --emitDecoratorMetadata --esModuleInterop --skipLibCheck --types node src/main.ts';
  execFileSync('npx', ['tsc', ...flags.split(' ')], {
    cwd: work,
    stdio: 'inherit',
  });
  for (const node of [process.execPath, ...nodes])
    execFileSync(node, ['dist/main.js'], { cwd: work, stdio: 'inherit' });
} finally {
  rmSync(work, { recursive: true, force: true });
}
