import { setTimeout as sleep } from 'node:timers/promises';
import { Injectable } from '@nestjs/common';
import { branchConfig, Experiment } from 'nestjs-spearmint';

export interface Mirror {
  name: string;
  delayMs: number;
}

@Injectable()
export class DownloadService {
  @Experiment({
    strategy: 'shadow',
    configs: [
      { name: 'fast', delayMs: 100 },
      { name: 'slow', delayMs: 300 },
    ],
  })
  async download(
    _url: string,
    mirror: Mirror = branchConfig(),
  ): Promise<string> {
    await sleep(mirror.delayMs);
    return `Data from ${mirror.name}`;
  }
}
