import { Email, scopes, Username } from '@incipit/contract';
import { Inject, Injectable, type OnModuleInit } from '@nestjs/common';
import { hashKey, readKeyId } from '../api-keys/key-format.js';
import { CONFIG, type RunningConfig, StartError } from '../config.js';
import { DataService } from '../data/data.service.js';
import { ApiError } from '../http/api-error.js';
import { type Account, AccountsService } from './accounts.service.js';
import { checkNewPassword } from './password.rules.js';
import { PasswordHasher } from './password-hasher.js';
import { SetupService } from './setup.service.js';

/** Makes the first admin from the settings, on the first start and never again. */
@Injectable()
export class FirstAdminService implements OnModuleInit {
  constructor(
    private readonly data: DataService,
    private readonly accounts: AccountsService,
    private readonly setup: SetupService,
    private readonly hasher: PasswordHasher,
    @Inject(CONFIG) private readonly config: RunningConfig,
  ) {}

  /** @throws StartError when the settings do not make a good account */
  async onModuleInit(): Promise<void> {
    const { initEmail, initUsername, initPassword, initApiKey, passwordMin } = this.config;
    if (!initEmail || !initUsername || !initPassword) return;
    if (!(await this.setup.isNeeded())) return;
    const email = checked('INCIPIT_INIT_EMAIL', Email.safeParse(initEmail));
    const username = checked('INCIPIT_INIT_USERNAME', Username.safeParse(initUsername));
    if (initApiKey !== undefined && readKeyId(initApiKey) === null) {
      throw new StartError('INCIPIT_INIT_API_KEY is not an API key: its checksum is wrong.');
    }
    try {
      checkNewPassword(initPassword, { email, username, min: passwordMin });
      const given = { email, username, passwordHash: await this.hasher.hash(initPassword) };
      await this.data.transaction(async () => {
        // Another server may have been faster.
        if (!(await this.setup.isNeeded())) return;
        const account = await this.accounts.create(given);
        if (initApiKey !== undefined) await this.createKey(account, initApiKey);
      });
    } catch (error) {
      if (error instanceof ApiError) throw new StartError(`The first admin cannot be made: ${error.detail}`);
      throw error;
    }
  }

  private async createKey({ user, workspace }: Account, secret: string): Promise<void> {
    await this.data.apiKeys.create({
      keyId: readKeyId(secret) ?? '',
      secretHash: hashKey(secret),
      last4: secret.slice(-4),
      name: 'First key',
      userId: user.id,
      workspaceId: workspace.id,
      scopes: [...scopes],
      limits: {},
      expiresAt: null,
      lastUsedAt: null,
    });
  }
}

function checked(
  name: string,
  result: { success: true; data: string } | { success: false; error: { issues: { message: string }[] } },
) {
  if (result.success) return result.data;
  throw new StartError(`${name} ${result.error.issues[0]?.message}.`);
}
