import type { LoggerService } from '@nestjs/common';
import type { FastifyBaseLogger, FastifyInstance } from 'fastify';

const secretFields = ['authorization', 'cookie', 'password', 'token', 'key', 'secret', 'code', 'connectionString'];

/** Options of the log: JSON lines on standard error, so that standard output has only what people wait for. */
export function logOptions(level: string, lines: LogLines) {
  return {
    level,
    base: null,
    stream: lines,
    formatters: { level: (label: string) => ({ level: label }) },
    redact: { paths: [...secretFields, ...secretFields.map((name) => `details.${name}`)], censor: '[redacted]' },
  };
}

const waitMs = 50;

/** Gathers the lines of a moment into one write: a write each would cost more than the line. */
export class LogLines {
  #waiting: string[] = [];
  readonly #atExit = () => this.flush();

  constructor(private readonly out: { write(text: string): unknown }) {
    process.once('exit', this.#atExit);
  }

  /** Written within 50 ms, or as the process ends. @param line with its line break */
  write(line: string): void {
    if (this.#waiting.push(line) === 1) setTimeout(() => this.flush(), waitMs).unref();
  }

  /** Writes what waits, now. */
  flush(): void {
    const text = this.#waiting.join('');
    this.#waiting = [];
    if (text !== '') this.out.write(text);
  }

  /** Writes what waits. */
  close(): void {
    process.removeListener('exit', this.#atExit);
    this.flush();
  }
}

/** An unforeseen error as it may be logged: without passwords of connection strings. */
export function errorFields(error: unknown): { error: string; stack?: string } {
  if (!(error instanceof Error)) return { error: scrub(String(error)) };
  return { error: scrub(`${error.name}: ${error.message}`), stack: error.stack && scrub(error.stack) };
}

const scrub = (text: string) => text.replace(/\b([a-z+]+:\/\/)[^@\s/]*@/gi, '$1[redacted]@');

/** One line for each answer, with the pattern of the route: addresses may hold tokens. */
export function logRequests(server: FastifyInstance, lines: LogLines): void {
  if (!isShown(server.log.level)) return;
  server.addHook('onResponse', (request, reply, done) => {
    const { caller } = request;
    // Not by the logger: it would look for secrets in each line, and these fields hold none.
    const line = JSON.stringify({
      level: 'info',
      time: Date.now(),
      requestId: request.id,
      method: request.method,
      route: request.routeOptions.url ?? '(none)',
      status: reply.statusCode,
      ms: Math.round(reply.elapsedTime * 100) / 100,
      userId: caller && caller.kind !== 'anonymous' ? caller.userId : undefined,
    });
    lines.write(`${line}\n`);
    done();
  });
}

const isShown = (level: string) => ['trace', 'debug', 'info'].includes(level);

/** Warnings and errors of Nest as lines of our log; its tales of start-up stay out. */
export function nestLog(log: FastifyBaseLogger): LoggerService {
  const ignore = () => undefined;
  return {
    log: ignore,
    debug: ignore,
    verbose: ignore,
    warn: (message: unknown) => log.warn(scrub(String(message))),
    error: (message: unknown) => log.error(errorFields(message)),
    fatal: (message: unknown) => log.fatal(errorFields(message)),
  };
}
