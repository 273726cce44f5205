import {
  Controller,
  Get,
  Param,
  ServiceUnavailableException,
} from '@nestjs/common';
import {
  type BranchPage,
  type ConfigStats,
  type ExperimentStats,
  StoreHealth,
  type StoreHealthResult,
  StoreReader,
} from '@nestjs-spearmint/store';

const SLOWEST = 10;

/** What has been recorded, of this run and of earlier ones. */
@Controller()
export class RecordsController {
  constructor(
    private readonly reader: StoreReader,
    private readonly storeHealth: StoreHealth,
  ) {}

  /** Whether branches can be recorded, and how far the database and MLflow are. */
  @Get('health')
  health(): StoreHealthResult<'store'> {
    const health = this.storeHealth.check();
    if (health.store.status === 'down')
      throw new ServiceUnavailableException(health);
    return health;
  }

  /** How much of each experiment. */
  @Get('records')
  experiments(): Promise<ExperimentStats[]> {
    return this.reader.experiments();
  }

  /** How each config of an experiment has done. */
  @Get('records/:experiment')
  configs(@Param('experiment') experiment: string): Promise<ConfigStats[]> {
    return this.reader.configs(experiment);
  }

  /** The searches that took longest. */
  @Get('records/:experiment/slowest')
  slowest(@Param('experiment') experiment: string): Promise<BranchPage> {
    return this.reader.branches({
      experiment,
      order: 'slowest',
      limit: SLOWEST,
    });
  }
}
