import { timingSafeEqual } from 'node:crypto';
import type { FastifyInstance } from 'fastify';
import { ApiError } from '../http/api-error.js';
import { apiHeaders } from '../http/headers.js';
import { sendProblem } from '../http/problem.js';

/** Upper bounds in seconds. */
const bounds = [0.005, 0.01, 0.025, 0.05, 0.1, 0.25, 0.5, 1, 2.5, 5, 10];

interface Series {
  readonly labels: string;
  count: number;
  seconds: number;
  readonly buckets: number[];
}

/**
 * Counts answers by method, route pattern and status, for `/metrics` in the text format of Prometheus 0.0.4.
 * @param setting `off`: no route and no counting; `on`: for anyone; else the bearer token it needs
 */
export function metricsRoute(server: FastifyInstance, setting: string): void {
  if (setting === 'off') return;
  const all = new Map<string, Series>();
  server.addHook('onResponse', (request, reply, done) => {
    count(all, `${request.method} ${reply.statusCode} ${request.routeOptions.url ?? ''}`, reply.elapsedTime / 1000);
    done();
  });
  server.get('/metrics', (request, reply) => {
    if (setting !== 'on' && !isBearer(request.headers.authorization, setting)) {
      sendProblem(reply, new ApiError('unauthorized', 'Send the token of INCIPIT_METRICS.'));
      return;
    }
    reply
      .headers(apiHeaders(reply, 'no-store'))
      .type('text/plain; version=0.0.4; charset=utf-8')
      .send(textOf([...all.values()]));
  });
}

function count(all: Map<string, Series>, key: string, seconds: number): void {
  let series = all.get(key);
  if (!series) {
    const [method, status, route] = key.split(' ');
    series = {
      labels: `method="${method}",status="${status}",route="${route}"`,
      count: 0,
      seconds: 0,
      buckets: bounds.map(() => 0),
    };
    all.set(key, series);
  }
  series.count += 1;
  series.seconds += seconds;
  const place = bounds.findIndex((bound) => seconds <= bound);
  if (place >= 0) series.buckets[place] = (series.buckets[place] ?? 0) + 1;
}

function textOf(all: readonly Series[]): string {
  const { rss } = process.memoryUsage();
  const { user, system } = process.cpuUsage();
  return [
    '# TYPE process_resident_memory_bytes gauge',
    `process_resident_memory_bytes ${rss}`,
    '# TYPE process_cpu_seconds_total counter',
    `process_cpu_seconds_total ${(user + system) / 1e6}`,
    '# TYPE incipit_http_request_duration_seconds histogram',
    ...all.flatMap(linesOf),
    '',
  ].join('\n');
}

function linesOf({ labels, count: total, seconds, buckets }: Series): string[] {
  const name = 'incipit_http_request_duration_seconds';
  let below = 0;
  const lines = bounds.map((bound, place) => {
    below += buckets[place] ?? 0;
    return `${name}_bucket{${labels},le="${bound}"} ${below}`;
  });
  lines.push(`${name}_bucket{${labels},le="+Inf"} ${total}`, `${name}_sum{${labels}} ${seconds}`);
  return [...lines, `${name}_count{${labels}} ${total}`];
}

function isBearer(header: string | undefined, token: string): boolean {
  const [given, expected] = [Buffer.from(header ?? ''), Buffer.from(`Bearer ${token}`)];
  return given.length === expected.length && timingSafeEqual(given, expected);
}
