import { describe, expect, it } from '@jest/globals';
import ts from 'typescript';
import { editModule, type ModuleAdditions } from './edit-module.js';

const additions: ModuleAdditions = {
  statements: [
    { names: ['InMemoryLogger', 'SpearmintModule'], from: 'nestjs-spearmint' },
    { names: ['SummaryModule'], from: './summary/summary.module.js' },
  ],
  imports: [
    'SpearmintModule.forRoot({ logger: InMemoryLogger })',
    'SummaryModule',
  ],
};
const edit = (text: string): string => {
  const edited = editModule(ts, text, additions);
  if ('reason' in edited) throw new Error(edited.reason);
  return edited.text;
};
const reasonFor = (text: string): string | undefined => {
  const edited = editModule(ts, text, additions);
  return 'reason' in edited ? edited.reason : undefined;
};

describe('the edit of an application module', () => {
  it('fills the empty list of a new application', () => {
    expect(
      edit(`import { Module } from '@nestjs/common';
import { AppService } from './app.service.js';

@Module({
  imports: [],
  providers: [AppService],
})
export class AppModule {}
`),
    ).toBe(`import { Module } from '@nestjs/common';
import { AppService } from './app.service.js';
import { InMemoryLogger, SpearmintModule } from 'nestjs-spearmint';
import { SummaryModule } from './summary/summary.module.js';

@Module({
  imports: [SpearmintModule.forRoot({ logger: InMemoryLogger }), SummaryModule],
  providers: [AppService],
})
export class AppModule {}
`);
  });

  it('goes on as the list is written: lines, trailing comma, comments and quotes are kept', () => {
    expect(
      edit(`import { Module } from "@nestjs/common";
@Module({
  imports: [
    // of the house
    ConfigModule.forRoot({ isGlobal: true }),
    UsersModule, // last
  ],
})
export class AppModule {}
`),
    ).toBe(`import { Module } from "@nestjs/common";
import { InMemoryLogger, SpearmintModule } from "nestjs-spearmint";
import { SummaryModule } from "./summary/summary.module.js";
@Module({
  imports: [
    // of the house
    ConfigModule.forRoot({ isGlobal: true }),
    UsersModule,
    SpearmintModule.forRoot({ logger: InMemoryLogger }),
    SummaryModule, // last
  ],
})
export class AppModule {}
`);
  });

  it('adds the list where there is none', () => {
    const list =
      'imports: [SpearmintModule.forRoot({ logger: InMemoryLogger }), SummaryModule]';
    expect(edit('@Module({})\nexport class AppModule {}')).toContain(
      `@Module({ ${list} })`,
    );
    expect(
      edit('@Module({\n  providers: [A],\n})\nexport class AppModule {}'),
    ).toContain(`@Module({\n  ${list},\n  providers: [A],\n})`);
    expect(
      edit('@Module({ providers: [A] })\nexport class AppModule {}'),
    ).toContain(`@Module({ ${list}, providers: [A] })`);
  });

  it('adds only what is missing, and nothing twice', () => {
    const once = edit('@Module({})\nexport class AppModule {}');
    expect(edit(once)).toBe(once);
    const own = edit(`import { SpearmintModule } from 'nestjs-spearmint';
@Module({ imports: [SpearmintModule.forRootAsync({ useFactory })] })
export class AppModule {}`);
    expect(own).toContain(
      'imports: [SpearmintModule.forRootAsync({ useFactory }), SummaryModule]',
    );
  });

  it('keeps the line ends of Windows', () => {
    const text = edit(
      "import { Module } from '@nestjs/common';\r\n@Module({\r\n  imports: [\r\n    A,\r\n  ],\r\n})\r\nexport class AppModule {}\r\n",
    );
    expect(text.replaceAll('\r\n', '')).not.toMatch(/[\r\n]/);
    expect(text).toContain(
      'A,\r\n    SpearmintModule.forRoot({ logger: InMemoryLogger }),\r\n    SummaryModule,\r\n  ]',
    );
  });

  it('looks at code, not at text that looks like it', () => {
    const text = `import { Module } from '@nestjs/common';
const help = "@Module({ imports: [] })"; // @Module({ imports: [] })
@Module({ imports: [A, ...others] })
export class AppModule {}
`;
    expect(edit(text)).toContain(
      'imports: [A, ...others, SpearmintModule.forRoot({ logger: InMemoryLogger }), SummaryModule]',
    );
    expect(edit(text)).toContain('const help = "@Module({ imports: [] })";');
  });

  it.each([
    ['@Module(options)\nclass A {}', /object literal/],
    ['@Module()\nclass A {}', /object literal/],
    ['@Module({ imports })\nclass A {}', /not a list/],
    ['@Module({ imports: list() })\nclass A {}', /not a list/],
    ['class A {}', /0 classes/],
    ['@Module({})\nclass A {}\n@Module({})\nclass B {}', /2 classes/],
    ['@Module({ imports: [ })\nclass A {}', /syntax error/],
  ])('leaves alone what is unusual: %j', (text, reason) => {
    expect(reasonFor(text)).toMatch(reason);
  });
});
