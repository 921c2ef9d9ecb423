import { once } from "node:events";
import http, { type IncomingHttpHeaders, type ServerResponse } from "node:http";
import type { AddressInfo } from "node:net";
import { Webhook } from "standardwebhooks";

export type Received = { headers: IncomingHttpHeaders; body: string };

/** An app backend's receiver: keeps what arrives, and answers as the test says. */
export class Receiver {
  readonly received: Received[] = [];
  answer: (response: ServerResponse, count: number) => void = (response) => {
    response.writeHead(204).end();
  };
  private readonly server = http.createServer(async (request, response) => {
    const chunks: Buffer[] = [];
    for await (const chunk of request) chunks.push(chunk);
    const body = Buffer.concat(chunks).toString();
    this.answer(response, this.received.push({ headers: request.headers, body }));
  });

  static async open(): Promise<Receiver> {
    const receiver = new Receiver();
    receiver.server.listen(0, "127.0.0.1");
    await once(receiver.server, "listening");
    return receiver;
  }

  get url(): string {
    return `http://127.0.0.1:${(this.server.address() as AddressInfo).port}/hook`;
  }

  /** What arrived so far, each verified with a secret as a receiver does. */
  verified(secret: string): Message[] {
    return this.received.map(({ headers, body }) =>
      new Webhook(secret).verify(body, headers as Record<string, string>),
    ) as Message[];
  }

  types(): string[] {
    return this.received.map(({ body }) => JSON.parse(body).type);
  }

  close(): void {
    this.server.closeAllConnections();
    this.server.close();
  }
}

export type Message = {
  id: string;
  type: string;
  timestamp: string;
  account: { id: string; externalId: string; version: string };
  data: Record<string, unknown>;
};
