import type { INestApplication, Type } from '@nestjs/common';

/** One thing that Spearmint does, as an application of its own. */
export interface Recipe {
  /** What it shows, in a few words. */
  readonly shows: string;
  readonly module: Type;
  /** Uses the application, and gives the lines to print. */
  readonly run: (app: INestApplication) => Promise<readonly string[]>;
  /** What can be asked of it over HTTP. */
  readonly routes?: readonly string[];
}
