import { request } from 'node:http';

export interface Asked {
  readonly body?: unknown;
  readonly token?: string;
  /** Also those that `fetch` does not let one set: `host`, `origin`, `cookie`. */
  readonly headers?: Readonly<Record<string, string>>;
}

/** An answer with what the SDK does not show: headers, and problems as they were sent. */
export interface Answered {
  readonly status: number;
  readonly body: Record<string, unknown>;
  readonly headers: Readonly<Record<string, string | string[] | undefined>>;
  readonly cookie: string | undefined;
}

/** One request as it goes over the wire. @param what method and path below `/api/v1`: `POST /auth/login` */
export function ask(url: string, what: string, { body, token, headers }: Asked = {}): Promise<Answered> {
  const [method = 'GET', path = '/'] = what.split(' ');
  const sentBody = body === undefined ? undefined : JSON.stringify(body);
  const given: Record<string, string> = {
    // Node sends no length with a DELETE by itself.
    ...(sentBody === undefined
      ? {}
      : { 'content-type': 'application/json', 'content-length': `${Buffer.byteLength(sentBody)}` }),
    ...(token === undefined ? {} : { authorization: `Bearer ${token}` }),
    ...headers,
  };
  return new Promise((resolve, reject) => {
    const sent = request(`${url}/api/v1${path}`, { method, headers: given }, (answer) => {
      const parts: Buffer[] = [];
      answer.on('data', (part: Buffer) => parts.push(part));
      answer.on('end', () => {
        const text = Buffer.concat(parts).toString();
        resolve({
          status: answer.statusCode ?? 0,
          body: text === '' ? {} : (JSON.parse(text) as Record<string, unknown>),
          headers: answer.headers,
          cookie: answer.headers['set-cookie']?.[0],
        });
      });
    });
    sent.on('error', reject);
    sent.end(sentBody);
  });
}
