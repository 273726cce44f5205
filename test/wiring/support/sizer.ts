import { Injectable } from '@nestjs/common';
import { branchConfig, Experiment } from 'nestjs-spearmint';

export interface Size {
  readonly size: string;
}

export const small = { $id: 'small', size: 'S' };
export const large = { $id: 'large', size: 'L' };
export const huge = { $id: 'huge', size: 'XL' };

@Injectable()
export class Sizer {
  @Experiment()
  async size(config: Size = branchConfig()): Promise<string> {
    return config.size;
  }
}
