import { createServer } from "node:http";
import type { AddressInfo } from "node:net";
import { onTestFinished } from "vitest";

export type Delivered = { body: string; signature: string };

/** A web server that takes what Stripe delivers at a path, and anything else with 404. */
export async function deliveriesTo(path: string): Promise<{ url: string; received: Delivered[] }> {
  const received: Delivered[] = [];
  const server = createServer(async (request, response) => {
    const parts: Buffer[] = [];
    for await (const part of request) parts.push(part as Buffer);
    const signature = String(request.headers["stripe-signature"]);
    const known = request.url === path;
    if (known) received.push({ body: Buffer.concat(parts).toString(), signature });
    response.writeHead(known ? 200 : 404).end();
  });
  await new Promise<void>((resolve) => server.listen(0, "127.0.0.1", resolve));
  onTestFinished(() => {
    server.closeAllConnections();
    server.close();
  });
  return { url: `http://127.0.0.1:${(server.address() as AddressInfo).port}`, received };
}
