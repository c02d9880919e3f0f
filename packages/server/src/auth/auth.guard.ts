import type { Access, ErrorCode, Scope } from '@incipit/contract';
import { type CanActivate, type ExecutionContext, Injectable } from '@nestjs/common';
import type { FastifyRequest } from 'fastify';
import { refusal } from '../access/refusal.js';
import { Authenticator } from '../http/authenticator.js';
import type { Caller } from '../http/call.js';
import { rowOf } from '../http/endpoint.decorator.js';

/**
 * Before anything is read: a bad credential is refused everywhere, a missing one where one is needed, then people and
 * keys are told apart, then scopes. A handler without a row is nobody's: 401.
 */
@Injectable()
export class AuthGuard implements CanActivate {
  constructor(private readonly authenticator: Authenticator) {}

  async canActivate(context: ExecutionContext): Promise<boolean> {
    const request = context.switchToHttp().getRequest<FastifyRequest>();
    const row = rowOf(context.getHandler());
    request.row = row;
    const caller = await this.authenticator.authenticate(request);
    request.caller = caller;
    request.server.limits.count(caller, request.ip, row);
    const answer = row === undefined ? 'unauthorized' : mayEnter(caller, row.access);
    if (answer !== true) throw refusal(answer);
    return true;
  }
}

/** May this caller knock at a route of this access at all? */
export function mayEnter(caller: Caller, access: Access): true | ErrorCode {
  if (access === 'anyone') return true;
  if (caller.kind === 'anonymous') return 'unauthorized';
  if (caller.kind === 'user' || access === 'any') return true;
  if (access === 'user') return 'key_not_allowed';
  return caller.scopes.includes(access satisfies Scope) || 'scope_missing';
}
