import { IncomingMessage, ServerResponse } from 'node:http';
import type { Socket } from 'node:net';
import { Duplex } from 'node:stream';
import { describe, expect, it } from '@jest/globals';
import { RequestFrame } from './request-frame.js';

describe('the frame of a request', () => {
  /** A response in a socket that takes what is written, and never has it read. */
  const opened = (): { socket: Socket; response: ServerResponse } => {
    const socket = new Duplex({ read() {}, write() {} }) as Socket;
    const response = new ServerResponse(new IncomingMessage(socket));
    response.assignSocket(socket);
    return { socket, response };
  };

  it('is not aborted by the close of a whole response in a socket that stays open, as inject() of Fastify makes it', () => {
    const { response } = opened();
    const frame = new RequestFrame({}, undefined, response);
    response.end('whole');
    response.emit('close');
    expect(response.writableFinished).toBe(false);
    expect(frame.signal.aborted).toBe(false);
  });

  it('is aborted where the socket is gone before all of it was sent', () => {
    const { socket, response } = opened();
    const frame = new RequestFrame({}, undefined, response);
    response.end('whole');
    socket.destroy();
    response.emit('close');
    expect(frame.signal.aborted).toBe(true);
  });

  it('is aborted by the close of a response that has not ended', () => {
    const { response } = opened();
    const frame = new RequestFrame({}, undefined, response);
    response.write('a part');
    response.emit('close');
    expect(frame.signal.reason).toMatchObject({ name: 'AbortError' });
  });
});
