import type { FastifyRequest } from 'fastify';
import type { RunningConfig } from '../config.js';
import { ApiError } from '../http/api-error.js';
import type { Http } from '../http/endpoint.decorator.js';
import { refreshIdle } from './refresh-token.js';

type Place = Pick<RunningConfig, 'publicUrl' | 'insecureCookies'>;

const single = (value: string | string[] | undefined): string | undefined => (Array.isArray(value) ? value[0] : value);

/** Names under which a machine reaches itself. */
const loopback = new Set(['localhost', '127.0.0.1', '[::1]', '::1']);

/** A name or address of this very machine, in lower case and without a port. */
export const isLoopback = (host: string): boolean => loopback.has(host);

/** The host of a `Host` header or an origin, without the port. */
const hostName = (host: string): string => host.replace(/:\d+$/, '').toLowerCase();

/** `Sec-Fetch-Site` and `Origin` as they are when one of our own pages asks. Sent by browsers alone, and not forgeable there. */
function isOwnPage(request: FastifyRequest, { publicUrl }: Place): boolean {
  const site = single(request.headers['sec-fetch-site']);
  const { origin } = request.headers;
  const isSame = site === 'same-origin';
  if (origin === undefined) return isSame;
  // A server with several names: the browser itself says that page and address are of one origin.
  const isOwnHost = isSame && URL.canParse(origin) && new URL(origin).host === request.headers.host;
  return (site === undefined || isSame) && (origin === publicUrl || isOwnHost);
}

/** Registering and signing in with a cookie: not by a page of somebody else. @throws ApiError `forbidden` */
export function refuseForeignPage(request: FastifyRequest, place: Place): void {
  const isBrowser = request.headers['sec-fetch-site'] !== undefined || request.headers.origin !== undefined;
  if (isBrowser && !isOwnPage(request, place)) throw foreign();
}

/** The cookie counts: only for our own pages, with JSON and a header that no form can send. @throws ApiError */
export function checkCookieUse(request: FastifyRequest, place: Place): void {
  if (!isOwnPage(request, place) || request.headers['x-incipit'] !== '1') throw foreign();
  if (!/^application\/json\b/i.test(request.headers['content-type'] ?? '')) {
    throw new ApiError('unsupported_media_type', 'Send JSON.');
  }
}

const foreign = () => new ApiError('forbidden', 'Only pages of this server may do this with a cookie.');

const isHttps = ({ publicUrl }: Place): boolean => publicUrl.startsWith('https:');
const cookieName = (place: Place): string => (isHttps(place) ? '__Host-refresh' : 'refresh');

/** A browser may keep its sign-in: by https, on the own machine, or where the operator allows it. @throws ApiError */
export function checkCookiePlace(place: Place): void {
  if (isHttps(place) || place.insecureCookies || isLoopback(new URL(place.publicUrl).hostname)) return;
  throw new ApiError(
    'forbidden',
    'Browsers sign in by https only; INCIPIT_INSECURE_COOKIES=true allows http on a trusted network.',
  );
}

/** The token in the cookie: RFC 6265 pairs; our tokens need no quoting. */
export function readRefreshCookie(request: FastifyRequest, place: Place): string | undefined {
  const name = `${cookieName(place)}=`;
  const pairs = (request.headers.cookie ?? '').split(/; */);
  return pairs.find((pair) => pair.startsWith(name))?.slice(name.length) || undefined;
}

/** For as long as an unused refresh token lives; no script can read it. */
export function setRefreshCookie({ reply }: Http, place: Place, token: string): void {
  writeCookie({ reply }, place, token, refreshIdle / 1000);
}

/** Makes the browser forget it. */
export function clearRefreshCookie(http: Pick<Http, 'reply'>, place: Place): void {
  writeCookie(http, place, '', 0);
}

function writeCookie({ reply }: Pick<Http, 'reply'>, place: Place, value: string, seconds: number): void {
  const attributes = `Path=/; Max-Age=${seconds}; HttpOnly; SameSite=Strict${isHttps(place) ? '; Secure' : ''}`;
  reply.header('set-cookie', `${cookieName(place)}=${value}; ${attributes}`);
}

/** The request came from this machine, by a name that only this machine has, and through nothing in between. */
export function isFromLoopback(
  request: FastifyRequest,
  { host, publicUrl }: Pick<RunningConfig, 'host' | 'publicUrl'>,
): boolean {
  const passedOn = Object.keys(request.headers).some((name) => /^(?:forwarded|via|x-forwarded-.*)$/.test(name));
  return (
    !passedOn &&
    isLoopback(host) &&
    isLoopback(new URL(publicUrl).hostname) &&
    isLoopback(hostName(request.headers.host ?? ''))
  );
}
