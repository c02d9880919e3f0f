import { Injectable } from '@nestjs/common';
import type { FastifyRequest } from 'fastify';
import { refusal } from '../access/refusal.js';
import { KeyIdentityService } from '../api-keys/key-identity.service.js';
import { Authenticator } from '../http/authenticator.js';
import type { Caller, KnownCaller } from '../http/call.js';
import { IdentityService } from './identity.service.js';

const anonymous: Caller = { kind: 'anonymous' };
const bearer = /^bearer +([\x21-\x7e]+)$/i;

/** Reads `Authorization: Bearer`: an API key or an access token (RFC 6750). Nothing else identifies a caller. */
@Injectable()
export class RequestAuthenticator extends Authenticator {
  constructor(
    private readonly identity: IdentityService,
    private readonly keys: KeyIdentityService,
  ) {
    super();
  }

  override async authenticate(request: FastifyRequest): Promise<Caller> {
    const header = request.headers.authorization;
    if (header === undefined) return anonymous;
    const credential = bearer.exec(header)?.[1];
    if (credential === undefined) throw refusal('unauthorized');
    const caller = credential.startsWith('incipit_')
      ? await this.keys.callerOf(credential)
      : await this.identity.callerOf(credential);
    if (!caller) throw refusal('unauthorized');
    return caller;
  }

  override noteUse(caller: KnownCaller): void {
    if (caller.kind === 'key') this.keys.noteUse(caller);
  }
}
