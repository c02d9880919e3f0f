import { Module } from '@nestjs/common';
import { UsageController } from './usage.controller.js';
import { UsageService } from './usage.service.js';
import { UsageCounts } from './usage-counts.js';

@Module({ controllers: [UsageController], providers: [UsageCounts, UsageService], exports: [UsageCounts] })
export class UsageModule {}
