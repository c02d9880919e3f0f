import { Module } from '@nestjs/common';
import { JobsService } from './jobs.service.js';

/** Work that follows a change, in steps. */
@Module({ providers: [JobsService], exports: [JobsService] })
export class JobsModule {}
