import { describe, expect, it } from '@jest/globals';
import { createRequire } from 'node:module';
import { inspectClass } from './class-inspection.js';
import { missingPackages } from './class-packages.js';

class LlmConfig {}

/** As where nothing is installed. */
const nothing = createRequire('/nowhere/index.js');

describe('the packages that check classes', () => {
  it('are missing where they are not installed', () => {
    expect(missingPackages()).toEqual([]);
    expect(missingPackages(nothing)).toEqual([
      'class-validator',
      'class-transformer',
    ]);
  });

  it('are asked for by name, with the command and the other ways', () => {
    expect(inspectClass(LlmConfig, ['class-validator']).problems).toEqual([
      {
        path: [],
        message: 'LlmConfig is a class, which takes class-validator to check',
        hint: 'npm install class-validator class-transformer, or use a Standard Schema such as zod',
      },
    ]);
  });

  it('are not called missing when they fail for another reason', () => {
    const broken = new Error('it lacks a part of its own');
    expect(() =>
      missingPackages(() => {
        throw broken;
      }),
    ).toThrow(broken);
  });
});
