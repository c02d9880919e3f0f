import { Inject, Injectable } from '@nestjs/common';
import type { FastifyRequest } from 'fastify';
import { RegistrationService } from '../auth/registration.service.js';
import { SetupService } from '../auth/setup.service.js';
import { CONFIG, type RunningConfig } from '../config.js';
import { DataService } from '../data/data.service.js';
import { instanceId } from '../data/schemas/instance.schema.js';
import { MailService } from '../mail/mail.service.js';
import { version } from '../version.js';

/** What this server is. */
@Injectable()
export class InstanceService {
  constructor(
    private readonly data: DataService,
    private readonly registration: RegistrationService,
    private readonly setup: SetupService,
    private readonly mail: MailService,
    @Inject(CONFIG) private readonly config: RunningConfig,
  ) {}

  async get(request: FastifyRequest) {
    const [instance, registration, needsSetup] = await Promise.all([
      this.data.instance.get(instanceId),
      this.registration.mode(),
      this.setup.isNeeded(),
    ]);
    return {
      name: instance?.name ?? '',
      version,
      registration,
      needsSetup,
      setupTokenRequired: needsSetup && this.setup.isTokenNeeded(request),
      passwordMin: this.config.passwordMin,
      trashDays: this.config.trashDays,
      sendsMail: this.mail.isOn,
    };
  }
}
