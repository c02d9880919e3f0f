import { api, type InputOf } from '@incipit/contract';
import { Controller, Inject } from '@nestjs/common';
import { refusal } from '../access/refusal.js';
import { CONFIG, type RunningConfig } from '../config.js';
import { ApiError } from '../http/api-error.js';
import type { CallFor } from '../http/call.js';
import { Endpoint, type Http } from '../http/endpoint.decorator.js';
import {
  checkCookiePlace,
  checkCookieUse,
  clearRefreshCookie,
  readRefreshCookie,
  refuseForeignPage,
  setRefreshCookie,
} from './browser.rules.js';
import { MeService } from './me.service.js';
import { RegistrationService } from './registration.service.js';
import { type Issued, SessionsService } from './sessions.service.js';
import { SignInService } from './sign-in.service.js';

type Rows = typeof api.auth;

/** Signing in and out over HTTP. A browser keeps its refresh token in a cookie that no script reads; others get it in the body. */
@Controller()
export class AuthController {
  constructor(
    private readonly registration: RegistrationService,
    private readonly signIn: SignInService,
    private readonly sessions: SessionsService,
    private readonly meService: MeService,
    @Inject(CONFIG) private readonly config: RunningConfig,
  ) {}

  @Endpoint(api.auth.register)
  async register(call: CallFor<Rows['register']>, input: InputOf<Rows['register']>, http: Http) {
    this.checkBrowser(input.client, http);
    const signedIn = await this.registration.register(call, input, http.request, clientOf(input.client, http));
    return this.deliver(input.client, http, signedIn);
  }

  @Endpoint(api.auth.login)
  async login(call: CallFor<Rows['login']>, input: InputOf<Rows['login']>, http: Http) {
    this.checkBrowser(input.client, http);
    return this.deliver(input.client, http, await this.signIn.signIn(call, input, clientOf(input.client, http)));
  }

  @Endpoint(api.auth.refresh)
  async refresh(call: CallFor<Rows['refresh']>, input: InputOf<Rows['refresh']>, http: Http) {
    const { token, client } = this.refreshToken(input.refreshToken, http);
    if (token === undefined) throw refusal('refresh_invalid');
    try {
      return this.deliver(client, http, await this.sessions.refresh(call, token));
    } catch (error) {
      if (client === 'browser' && error instanceof ApiError && error.code === 'refresh_invalid') {
        clearRefreshCookie(http, this.config);
      }
      throw error;
    }
  }

  @Endpoint(api.auth.logout)
  async logout(call: CallFor<Rows['logout']>, input: InputOf<Rows['logout']>, http: Http) {
    const { caller } = call;
    if (caller.kind === 'key') throw refusal('key_not_allowed');
    if (caller.kind === 'user') await this.sessions.endOwn({ ...call, caller }, input.scope);
    else await this.logoutByToken(call, input, http);
    clearRefreshCookie(http, this.config);
  }

  @Endpoint(api.auth.me)
  me(call: CallFor<Rows['me']>) {
    return this.meService.get(call);
  }

  private async logoutByToken(call: CallFor<Rows['logout']>, input: InputOf<Rows['logout']>, http: Http) {
    const { token } = this.refreshToken(input.refreshToken, http);
    if (token === undefined) throw refusal('unauthorized');
    if (input.scope !== 'this') {
      const message = 'other than this needs an access token';
      throw new ApiError('invalid_request', `scope ${message}.`, { errors: [{ path: 'scope', message }] });
    }
    await this.sessions.endByToken(call, token);
  }

  private checkBrowser(client: 'browser' | 'native', http: Http): void {
    if (client !== 'browser') return;
    refuseForeignPage(http.request, this.config);
    checkCookiePlace(this.config);
  }

  /** The refresh token of the body or the cookie, never both. */
  private refreshToken(given: string | undefined, { request }: Http) {
    const cookie = readRefreshCookie(request, this.config);
    if (given !== undefined && cookie !== undefined) {
      throw new ApiError('invalid_request', 'Send the refresh token either as cookie or in the body.');
    }
    if (cookie !== undefined) checkCookieUse(request, this.config);
    return { token: given ?? cookie, client: cookie === undefined ? 'native' : 'browser' } as const;
  }

  private deliver<T extends Issued>(client: 'browser' | 'native', http: Http, { refreshToken, ...rest }: T) {
    if (client === 'native') return { ...rest, refreshToken };
    setRefreshCookie(http, this.config, refreshToken);
    return rest;
  }
}

const clientOf = (client: 'browser' | 'native', { request }: Http): string => request.headers['user-agent'] || client;
