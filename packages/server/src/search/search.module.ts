import { Module } from '@nestjs/common';
import { JobsModule } from '../jobs/jobs.module.js';
import { SearchService } from './search.service.js';
import { SearchIndex } from './search-index.js';
import { SearchMatch } from './search-match.js';
import { SearchTextsService } from './search-texts.js';
import { SearchWays } from './search-ways.js';
import { WordCounts } from './word-counts.js';

/** Finding prompts by their words. */
@Module({
  imports: [JobsModule],
  providers: [SearchIndex, SearchMatch, SearchService, SearchTextsService, SearchWays, WordCounts],
  exports: [SearchIndex, SearchService],
})
export class SearchModule {}
