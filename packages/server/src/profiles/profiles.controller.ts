import { api, type InputOf } from '@incipit/contract';
import { Controller, Inject } from '@nestjs/common';
import { clearRefreshCookie } from '../auth/browser.rules.js';
import { CONFIG, type RunningConfig } from '../config.js';
import type { CallFor } from '../http/call.js';
import { Endpoint, type Http } from '../http/endpoint.decorator.js';
import { AccountRemovalService } from './account-removal.service.js';
import { ProfilesService } from './profiles.service.js';

type Rows = typeof api.profiles;

@Controller()
export class ProfilesController {
  constructor(
    private readonly profiles: ProfilesService,
    private readonly removal: AccountRemovalService,
    @Inject(CONFIG) private readonly config: RunningConfig,
  ) {}

  @Endpoint(api.profiles.list)
  list(call: CallFor<Rows['list']>, input: InputOf<Rows['list']>) {
    return this.profiles.list(call, input);
  }

  @Endpoint(api.profiles.get)
  get(call: CallFor<Rows['get']>, { username }: InputOf<Rows['get']>) {
    return this.profiles.get(call, username);
  }

  @Endpoint(api.profiles.update)
  update(call: CallFor<Rows['update']>, input: InputOf<Rows['update']>) {
    return this.profiles.update(call, input);
  }

  @Endpoint(api.profiles.remove)
  async remove(call: CallFor<Rows['remove']>, { password }: InputOf<Rows['remove']>, http: Http) {
    await this.removal.remove(call, password);
    clearRefreshCookie(http, this.config);
  }
}
