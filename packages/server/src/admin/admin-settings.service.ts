import type { AdminSettings, AdminSettingsChange } from '@incipit/contract';
import { Inject, Injectable } from '@nestjs/common';
import { AccessService } from '../access/access.service.js';
import { adminPolicy } from '../access/admin.policy.js';
import { RegistrationService } from '../auth/registration.service.js';
import { CONFIG, type RunningConfig } from '../config.js';
import { DataService } from '../data/data.service.js';
import { type Instance, instanceId } from '../data/schemas/instance.schema.js';
import { ApiError } from '../http/api-error.js';
import type { Call, UserCaller } from '../http/call.js';

/** What admins set for the whole server. What the environment sets is not theirs. */
@Injectable()
export class AdminSettingsService {
  constructor(
    private readonly data: DataService,
    private readonly access: AccessService,
    private readonly registration: RegistrationService,
    @Inject(CONFIG) private readonly config: RunningConfig,
  ) {}

  async get(call: Call<UserCaller>) {
    const { target } = await this.access.read(call, adminPolicy.read, () => this.data.instance.get(instanceId));
    return this.settingsView(target);
  }

  /** @throws ApiError `invalid_request` for another `registration` than the environment says */
  async update(call: Call<UserCaller>, change: AdminSettingsChange) {
    const load = () => this.data.instance.get(instanceId);
    return this.access.change(call, adminPolicy.updateSettings, load, async (it) => {
      this.checkRegistration(change);
      const present = this.settingsView(it.target);
      const changed = Object.entries(change).filter(([key, value]) => value !== present[key as keyof typeof change]);
      if (changed.length === 0) {
        it.details.unchanged = true;
        return present;
      }
      const fields = Object.fromEntries(changed) as AdminSettingsChange;
      it.details = { ...fields };
      return this.settingsView((await this.data.instance.update(instanceId, fields)) ?? it.target);
    });
  }

  private checkRegistration({ registration }: AdminSettingsChange): void {
    const fixed = this.config.registration;
    if (fixed === undefined || registration === undefined || registration === fixed) return;
    const message = `is ${fixed} by INCIPIT_REGISTRATION, which wins: whoever runs the server changes it there`;
    throw new ApiError('invalid_request', `registration ${message}.`, { errors: [{ path: 'registration', message }] });
  }

  private settingsView(instance: Instance): AdminSettings & { revision: number } {
    const { name, publicPages, revision } = instance;
    const registrationIsFixed = this.config.registration !== undefined;
    return { name, registration: this.registration.modeOf(instance), registrationIsFixed, publicPages, revision };
  }
}
