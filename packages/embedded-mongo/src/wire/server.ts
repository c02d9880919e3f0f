import { createServer, type Server as NetServer, type Socket } from 'node:net';
import type { Server } from '../commands/command.js';
import { MongoError } from '../error.js';
import { timestampOf } from '../storage/clock.js';
import { dispatch } from './dispatch.js';
import { frameReply, messageCutter, parseMessage, type Request } from './message.js';
import { encodeError } from './reply.js';

/** The most connections at a time. */
const MOST_CONNECTIONS = 500;

/** Accepts drivers. `open` answers how many are connected. */
export interface Listener {
  net: NetServer;
  open(): number;
  close(): Promise<void>;
}

/** Makes the server; the caller lets it listen. @param find gives the store that answers */
export function createListener(find: () => Server): Listener {
  const sockets = new Set<Socket>();
  let lastId = 0;
  const net = createServer((socket) => {
    if (sockets.size >= MOST_CONNECTIONS) {
      socket.destroy();
      return;
    }
    sockets.add(socket);
    socket.on('close', () => sockets.delete(socket));
    serve(find, socket, ++lastId);
  });
  return {
    net,
    open: () => sockets.size,
    close: () =>
      new Promise((resolve) => {
        net.close(() => resolve());
        for (const socket of sockets) socket.destroy();
      }),
  };
}

function serve(find: () => Server, socket: Socket, id: number): void {
  const cutter = messageCutter();
  socket.setNoDelay(true);
  // A client that goes away in the middle of an answer is no fault of the store.
  socket.on('error', () => socket.destroy());
  socket.on('data', (chunk) => {
    try {
      for (const message of cutter.take(chunk)) receive(find(), socket, message, id);
    } catch {
      // A length that cannot be right leaves no way to find the next message.
      socket.destroy();
    }
  });
}

function receive(server: Server, socket: Socket, message: Buffer, id: number): void {
  let request: Request;
  try {
    request = parseMessage(message);
  } catch (cause) {
    const error = cause instanceof MongoError ? cause : new MongoError(17, `malformed message: ${String(cause)}`);
    const bytes = encodeError(error, timestampOf(server.engine.log.last()));
    send(socket, { id: message.readInt32LE(4), legacy: false }, bytes);
    return;
  }
  dispatch(server, request, id, (bytes) => {
    if (!bytes) socket.destroy();
    else if (!request.silent) send(socket, request, bytes);
  });
}

function send(socket: Socket, request: { id: number; legacy: boolean }, bytes: Uint8Array): void {
  if (socket.destroyed) return;
  const [head, body] = frameReply(request, bytes);
  socket.cork();
  socket.write(head!);
  socket.write(body!);
  socket.uncork();
}
