import { Global, Module } from '@nestjs/common';
import { APP_GUARD } from '@nestjs/core';
import { KeyIdentityService } from '../api-keys/key-identity.service.js';
import { CONFIG, type RunningConfig } from '../config.js';
import { Authenticator } from '../http/authenticator.js';
import { InvitesModule } from '../invites/invites.module.js';
import { WorkspacesModule } from '../workspaces/workspaces.module.js';
import { AccountController } from './account.controller.js';
import { AccountsService } from './accounts.service.js';
import { AdminsService } from './admins.service.js';
import { AuthController } from './auth.controller.js';
import { AuthGuard } from './auth.guard.js';
import { CountersService } from './counters.service.js';
import { EmailChangeService } from './email-change.service.js';
import { FirstAdminService } from './first-admin.service.js';
import { IdentityService } from './identity.service.js';
import { MeService } from './me.service.js';
import { OneTimeTokensService } from './one-time-tokens.service.js';
import { PasswordHasher } from './password-hasher.js';
import { PasswordResetService } from './password-reset.service.js';
import { PasswordsService } from './passwords.service.js';
import { RegistrationService } from './registration.service.js';
import { RequestAuthenticator } from './request-authenticator.js';
import { SessionsController } from './sessions.controller.js';
import { SessionsService } from './sessions.service.js';
import { SetupService } from './setup.service.js';
import { SignInService } from './sign-in.service.js';

/** Who asks: accounts, sign-in, tokens, and the guard before every route. */
@Global()
@Module({
  imports: [InvitesModule, WorkspacesModule],
  controllers: [AccountController, AuthController, SessionsController],
  providers: [
    AccountsService,
    AdminsService,
    CountersService,
    EmailChangeService,
    FirstAdminService,
    IdentityService,
    KeyIdentityService,
    MeService,
    OneTimeTokensService,
    PasswordResetService,
    PasswordsService,
    RegistrationService,
    SessionsService,
    SetupService,
    SignInService,
    {
      provide: PasswordHasher,
      inject: [CONFIG],
      useFactory: (config: RunningConfig) => new PasswordHasher(config.argon2),
    },
    { provide: Authenticator, useClass: RequestAuthenticator },
    { provide: APP_GUARD, useClass: AuthGuard },
  ],
  exports: [
    AccountsService,
    AdminsService,
    Authenticator,
    CountersService,
    PasswordHasher,
    PasswordResetService,
    RegistrationService,
    SetupService,
    SignInService,
  ],
})
export class AuthModule {}
