// says: Type '"summary"' is not assignable to type
import { Experiment } from 'nestjs-spearmint';

export class Service {
  @Experiment({ pool: 'summary' })
  async run() {
    return '';
  }
}
