import { once } from 'node:events';
import { createServer, type Socket } from 'node:net';
import { vi } from 'vitest';

/** A mail as it arrived. */
export interface Received {
  readonly to: string;
  readonly from: string;
  readonly subject: string;
  readonly text: string;
}

export interface MailBox {
  /** Settings of a server that sends its mail here. */
  readonly settings: { readonly smtpUrl: string; readonly mailFrom: string };
  readonly mails: Received[];
  /** Waits for so many mails, and gives the last. */
  mail(count: number): Promise<Received>;
  /** From now on every mail is refused. */
  refuse(): void;
  close(): void;
}

/** A mail server of its own, which speaks as much of SMTP (RFC 5321) as mail needs to arrive. */
export async function openMailBox(): Promise<MailBox> {
  const mails: Received[] = [];
  const sockets = new Set<Socket>();
  let isRefusing = false;
  const server = createServer((socket) => {
    sockets.add(socket);
    receive(socket, () => isRefusing, mails);
  }).listen(0, '127.0.0.1');
  await once(server, 'listening');
  const { port } = server.address() as { port: number };
  return {
    settings: { smtpUrl: `smtp://127.0.0.1:${port}`, mailFrom: 'Incipit <incipit@example.org>' },
    mails,
    async mail(count) {
      await vi.waitUntil(() => mails.length >= count, { timeout: 10_000, interval: 5 });
      return mails[count - 1]!;
    },
    refuse() {
      isRefusing = true;
    },
    close() {
      server.close();
      for (const socket of sockets) socket.destroy();
    },
  };
}

function receive(socket: Socket, isRefusing: () => boolean, mails: Received[]): void {
  const say = (line: string) => socket.write(`${line}\r\n`);
  let rest = '';
  let to = '';
  let isData = false;
  say('220 mail.example.org');
  socket.on('error', () => undefined).setEncoding('utf8');
  socket.on('data', (chunk: string) => {
    rest += chunk;
    for (;;) {
      const end = isData ? '\r\n.\r\n' : '\r\n';
      const at = rest.indexOf(end);
      if (at < 0) return;
      const part = rest.slice(0, at);
      rest = rest.slice(at + end.length);
      if (isData) {
        mails.push(parsed(to, part));
        isData = false;
        say('250 kept');
      } else if (/^DATA$/i.test(part)) {
        isData = true;
        say('354 go on');
      } else if (/^RCPT TO:/i.test(part)) {
        to = /<(.*)>/.exec(part)?.[1] ?? '';
        say(isRefusing() ? '550 no' : '250 yes');
      } else say(/^QUIT$/i.test(part) ? '221 bye' : '250 yes');
    }
  });
}

function parsed(to: string, mail: string): Received {
  const [head = '', ...body] = mail.split('\r\n\r\n');
  const header = (name: string) => new RegExp(`^${name}: (.*)$`, 'im').exec(head)?.[1] ?? '';
  let text = body.join('\r\n\r\n').replaceAll('\r\n', '\n');
  if (/quoted-printable/i.test(header('Content-Transfer-Encoding'))) {
    text = text
      .replaceAll('=\n', '')
      .replace(/=([0-9A-F]{2})/g, (_, hex: string) => String.fromCharCode(Number.parseInt(hex, 16)));
  }
  return { to, from: header('From'), subject: header('Subject'), text };
}
