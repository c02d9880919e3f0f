import { type DynamicModule, Module } from '@nestjs/common';
import { AccessModule } from './access/access.module.js';
import type { RunningConfig } from './config.js';
import { DataModule } from './data/data.module.js';
import { httpModule } from './http/http.module.js';
import type { RateLimits } from './http/rate-limits.js';

@Module({})
class AppModule {}

/** Every module of the server. */
export function appModule(config: RunningConfig, limits: RateLimits): DynamicModule {
  return {
    module: AppModule,
    imports: [httpModule(config, limits), DataModule.at(config.mongodbUri), AccessModule],
  };
}
