import { readFile } from 'node:fs/promises';
import { Injectable } from '@nestjs/common';
import { branchesOf } from 'nestjs-spearmint';
import { SuffixService } from './suffix.service.js';

export interface Row {
  text: string;
  expected: string;
}

@Injectable()
export class DatasetService {
  constructor(private readonly suffix: SuffixService) {}

  /** Whether each config gets each row of a JSONL file right, by config id. */
  async evaluate(file: URL): Promise<Map<string, boolean[]>> {
    const verdicts = new Map<string, boolean[]>();
    for (const line of (await readFile(file, 'utf8')).trim().split('\n')) {
      const { text, expected } = JSON.parse(line) as Row;
      const branches = branchesOf(await this.suffix.add(text));
      for (const { configId, output } of branches) {
        const rows = verdicts.get(configId) ?? [];
        verdicts.set(configId, [...rows, output === expected]);
      }
    }
    return verdicts;
  }
}
