import { type DynamicModule, Global, Module } from '@nestjs/common';
import { CONFIG, type RunningConfig } from '../config.js';
import { Paging } from './paging.js';
import { RateLimits } from './rate-limits.js';
import { Secrets } from './secrets.js';

@Global()
@Module({})
class HttpModule {}

/** What every module may inject: the settings (`@Inject(CONFIG)`), {@link Secrets}, {@link Paging}, {@link RateLimits}. */
export function httpModule(config: RunningConfig, limits: RateLimits): DynamicModule {
  return {
    module: HttpModule,
    providers: [
      Paging,
      { provide: CONFIG, useValue: config },
      { provide: RateLimits, useValue: limits },
      { provide: Secrets, useValue: new Secrets(config.secret, config.secretPrevious) },
    ],
    exports: [CONFIG, Paging, RateLimits, Secrets],
  };
}
