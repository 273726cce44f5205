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

  /** How many rows of a JSONL file each config gets right, by config id. */
  async evaluate(file: URL): Promise<Map<string, number>> {
    const right = new Map<string, number>();
    for (const line of (await readFile(file, 'utf8')).trim().split('\n')) {
      const { text, expected } = JSON.parse(line) as Row;
      const branches = branchesOf(await this.suffix.add(text));
      for (const { configId, output } of branches) {
        const point = output === expected ? 1 : 0;
        right.set(configId, (right.get(configId) ?? 0) + point);
      }
    }
    return right;
  }
}
