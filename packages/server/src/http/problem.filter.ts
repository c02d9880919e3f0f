import { errorsOf } from '@incipit/contract';
import { type ArgumentsHost, Catch, type ExceptionFilter } from '@nestjs/common';
import type { FastifyReply, FastifyRequest } from 'fastify';
import { ApiError } from './api-error.js';
import { errorFields } from './log.js';
import { sendProblem, toApiError } from './problem.js';

/** The one place where errors become answers: problem+json, and a log line for what nobody foresaw. */
@Catch()
export class ProblemFilter implements ExceptionFilter {
  catch(thrown: unknown, host: ArgumentsHost): void {
    const http = host.switchToHttp();
    answerError(thrown, http.getRequest<FastifyRequest>(), http.getResponse<FastifyReply>());
  }
}

/** Answers an error of a request, wherever it came from. */
export function answerError(thrown: unknown, request: FastifyRequest, reply: FastifyReply): void {
  const error = counted(toApiError(thrown), request);
  noteUndeclared(error, request);
  if (error.code === 'storage_full') request.server.storage.isFull = true;
  if (error.status >= 500 && error.code !== 'busy' && !reply.raw.destroyed) {
    request.server.log.error({ requestId: request.id, ...errorFields(thrown) });
  }
  if (!reply.sent && !reply.raw.headersSent) sendProblem(reply, error);
}

/** An error that the row does not name is missing in the documentation: a fault of ours, which tests look for. */
function noteUndeclared({ code }: ApiError, { row, server }: FastifyRequest): void {
  if (row === undefined || errorsOf(row).includes(code)) return;
  const undeclared = `${row.method} ${row.path} ${code}`;
  if (server.undeclared.has(undeclared)) return;
  server.undeclared.add(undeclared);
  server.log.warn({ undeclared });
}

/** Bad credentials count for their address, whoever they pretend to be; known callers were counted by the guard. */
function counted(error: ApiError, request: FastifyRequest): ApiError {
  if (error.status !== 401 || request.caller) return error;
  try {
    request.server.limits.count(undefined, request.ip);
    return error;
  } catch (limited) {
    return limited instanceof ApiError ? limited : error;
  }
}
