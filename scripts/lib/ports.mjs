import { createServer } from 'node:net';
import { Failure } from './report.mjs';

const defaultPort = 7007;

/** The port to serve on: PORT, or the usual one. */
export function chosenPort() {
  const text = process.env.PORT;
  if (!text) {
    return defaultPort;
  }
  const port = Number(text);
  if (!Number.isInteger(port) || port < 1 || port > 65535) {
    throw new Failure(
      `PORT is "${text}", which is no port: give a number from 1 to 65535.`,
    );
  }
  return port;
}

/** Refuses a port that cannot be listened on, with advice. */
export async function requireFreePort(port, host) {
  try {
    await listenOnce(port, host);
  } catch (error) {
    if (error.code === 'EADDRINUSE') {
      throw new Failure(
        `Port ${port} is taken by another program: stop that one, or choose another port, for example PORT=${
          port + 1
        } npm start.`,
      );
    }
    if (error.code === 'EACCES') {
      throw new Failure(
        `Port ${port} may only be used by an administrator: choose another, for example PORT=${defaultPort} npm start.`,
      );
    }
    throw new Failure(`Cannot listen on ${host}:${port}: ${error.message}.`);
  }
}

/** A port that is free now. */
export function freePort() {
  return listenOnce(0, '127.0.0.1');
}

function listenOnce(port, host) {
  return new Promise((resolve, reject) => {
    const server = createServer();
    server.once('error', reject);
    server.listen({ port, host }, () => {
      const taken = server.address().port;
      server.close(() => resolve(taken));
    });
  });
}
