import { Module } from '@nestjs/common';
import { IncludesService } from './includes.service.js';

/** On its own: saving a version needs includes, and rendering needs versions. */
@Module({ providers: [IncludesService], exports: [IncludesService] })
export class IncludesModule {}
