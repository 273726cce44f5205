import { Module } from '@nestjs/common';
import { FilmsModule } from '../films/films.module.js';
import { SearchController } from './search.controller.js';
import { SearchService } from './search.service.js';

@Module({
  imports: [FilmsModule],
  controllers: [SearchController],
  providers: [SearchService],
})
export class SearchModule {}
