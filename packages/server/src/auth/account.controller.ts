import { api, type InputOf } from '@incipit/contract';
import { Controller } from '@nestjs/common';
import type { CallFor } from '../http/call.js';
import { Endpoint } from '../http/endpoint.decorator.js';
import { EmailChangeService } from './email-change.service.js';
import { PasswordResetService } from './password-reset.service.js';
import { PasswordsService } from './passwords.service.js';

type Rows = typeof api.auth;

/** What belongs to an account: its password and its address. */
@Controller()
export class AccountController {
  constructor(
    private readonly passwords: PasswordsService,
    private readonly resets: PasswordResetService,
    private readonly emails: EmailChangeService,
  ) {}

  @Endpoint(api.auth.password)
  password(call: CallFor<Rows['password']>, input: InputOf<Rows['password']>) {
    return this.passwords.change(call, input);
  }

  @Endpoint(api.auth.forgotPassword)
  forgotPassword(call: CallFor<Rows['forgotPassword']>, input: InputOf<Rows['forgotPassword']>) {
    return this.resets.ask(call, input);
  }

  @Endpoint(api.auth.resetPassword)
  resetPassword(call: CallFor<Rows['resetPassword']>, input: InputOf<Rows['resetPassword']>) {
    return this.resets.reset(call, input);
  }

  @Endpoint(api.auth.changeEmail)
  changeEmail(call: CallFor<Rows['changeEmail']>, input: InputOf<Rows['changeEmail']>) {
    return this.emails.ask(call, input);
  }

  @Endpoint(api.auth.confirmEmail)
  confirmEmail(call: CallFor<Rows['confirmEmail']>, input: InputOf<Rows['confirmEmail']>) {
    return this.emails.confirm(call, input);
  }
}
