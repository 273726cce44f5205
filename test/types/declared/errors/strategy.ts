// says: Type '"cheap"' is not assignable to type
import { Experiment } from 'nestjs-spearmint';

export class Service {
  @Experiment({ strategy: 'cheap' })
  async run() {
    return '';
  }
}
