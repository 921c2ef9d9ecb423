import { once } from "node:events";
import http, { type RequestListener } from "node:http";
import net, { type AddressInfo } from "node:net";
import { afterEach, describe, expect, test } from "vitest";
import type { Policy } from "./destination";
import { type Post, post, type Resolve } from "./post";

const strict: Policy = { also: [], ports: [443] };
const here: Policy = { also: ["loopback"], ports: [443] };
const within: Policy = { also: ["loopback", "private"], ports: [443] };

const servers: net.Server[] = [];

afterEach(async () => {
  for (const server of servers.splice(0)) {
    if (server instanceof http.Server) server.closeAllConnections();
    server.close();
  }
});

async function listening(server: net.Server): Promise<number> {
  servers.push(server);
  server.listen(0, "127.0.0.1");
  await once(server, "listening");
  return (server.address() as AddressInfo).port;
}

const serve = (answer: RequestListener) => listening(http.createServer(answer));

const to = (url: string): Post => ({ url, body: "{}", headers: { "webhook-id": "1" } });

/** A name server of the test's: each question takes the next answer, the last one again and again. */
function resolver(...answers: string[][]): Resolve & { asked: string[] } {
  const asked: string[] = [];
  const resolve = (name: string, callback: Parameters<Resolve>[1]) => {
    const addresses = answers[Math.min(asked.push(name), answers.length) - 1] ?? [];
    callback(
      null,
      addresses.map((address) => ({ address, family: net.isIP(address) })),
    );
  };
  return Object.assign(resolve, { asked });
}

describe("nothing is sent to what only we can reach", () => {
  const names = [
    "localhost",
    "localhost.",
    "LOCALHOST",
    "metadata.google.internal",
    "a.localtest.me",
  ];
  const inside = ["127.0.0.1", "10.1.2.3", "169.254.169.254", "::1", "fd00::1", "::ffff:10.0.0.1"];

  test.each(names.flatMap((name) => inside.map((address) => [name, address] as const)))(
    "https://%s/ is refused where it leads to %s",
    async (name, address) => {
      const outcome = await post(to(`https://${name}/`), strict, { resolve: resolver([address]) });
      expect(outcome).toMatchObject({ status: null, problem: "address" });
    },
  );

  test("one forbidden address among public ones is enough", async () => {
    const resolve = resolver(["93.184.216.34", "2606:2800:220:1::1", "10.0.0.1"]);
    expect(await post(to("https://example.com/"), strict, { resolve })).toMatchObject({
      problem: "address",
    });
  });
});

describe("a name that changes its mind", () => {
  test("is asked once for a request: the address that was checked is the one connected to", async () => {
    let arrived = 0;
    const port = await serve((_, response) => {
      arrived += 1;
      response.end();
    });
    // Were the name asked again for the connection, it would lead to a port of this machine's.
    const rebinding = resolver(["203.0.114.1"], ["127.0.0.1"]);
    const given = { resolve: rebinding, timeoutMs: 300 };
    const outcome = await post(
      to(`https://rebind.example:${port}/`),
      { also: [], ports: [port] },
      given,
    );
    expect(outcome.status).toBeNull();
    expect(rebinding.asked).toHaveLength(1);
    expect(arrived).toBe(0);
  });

  test("is checked again for the next request", async () => {
    const port = await serve((_, response) => response.end());
    const url = `http://rebind.example:${port}/`;
    const rebinding = resolver(["127.0.0.1"], ["10.0.0.1"]);
    expect(await post(to(url), here, { resolve: rebinding })).toMatchObject({ status: 200 });
    expect(await post(to(url), here, { resolve: rebinding })).toMatchObject({ problem: "address" });
  });
});

describe("what a deployment allows beyond the public", () => {
  test("a public address still wants https and its port", async () => {
    const resolve = resolver(["93.184.216.34"]);
    for (const url of ["http://example.com/", "https://example.com:8443/"]) {
      expect(await post(to(url), within, { resolve })).toMatchObject({ problem: "address" });
    }
  });
});

describe("an answer is not trusted", () => {
  test("a redirect is told, not followed", async () => {
    let followed = 0;
    const target = await serve((_, response) => {
      followed += 1;
      response.end();
    });
    const port = await serve((_, response) => {
      response.writeHead(307, { location: `http://127.0.0.1:${target}/` }).end();
    });
    const outcome = await post(to(`http://127.0.0.1:${port}/`), here);
    expect(outcome).toMatchObject({ status: 307, problem: "redirect" });
    expect(followed).toBe(0);
  });

  test("of a gigabyte no more is read than its beginning", async () => {
    const chunk = Buffer.alloc(16 * 1024, "x");
    let sent = 0;
    const port = await serve((_, response) => {
      const more = () => {
        while (!response.destroyed && sent < 2 ** 30) {
          sent += chunk.length;
          if (!response.write(chunk)) return;
        }
      };
      response.on("drain", more);
      more();
    });
    const outcome = await post(to(`http://127.0.0.1:${port}/`), here);
    expect(outcome).toMatchObject({ status: 200, problem: null });
    expect(outcome.responseStart).toHaveLength(500);
    expect(sent).toBeLessThan(16 * 2 ** 20);
  });

  test("one that drips in letter by letter ends when the time is over", async () => {
    const drip = net.createServer((socket) => {
      socket.on("error", () => {});
      socket.write("HTTP/1.1 200 OK\r\n");
      const timer = setInterval(() => socket.write("x"), 20);
      socket.on("close", () => clearInterval(timer));
    });
    const port = await listening(drip);
    const outcome = await post(to(`http://127.0.0.1:${port}/`), here, { timeoutMs: 300 });
    expect(outcome).toMatchObject({ status: null, problem: "time" });
    expect(outcome.durationMs).toBeLessThan(1_000);
  });

  test("a body that never ends leaves the status it came with", async () => {
    const port = await serve((_, response) => {
      response.write("so far");
    });
    const outcome = await post(to(`http://127.0.0.1:${port}/`), here, { timeoutMs: 300 });
    expect(outcome).toMatchObject({ status: 200, responseStart: "so far" });
    expect(outcome.durationMs).toBeLessThan(1_000);
  });

  test("headers without end, an upgrade, silence and no server are problems, each by its name", async () => {
    const long = await listening(
      net.createServer((socket) => {
        socket.on("error", () => {});
        socket.write(`HTTP/1.1 200 OK\r\nx: ${"y".repeat(64 * 1024)}\r\n\r\n`);
      }),
    );
    const upgrade = await listening(
      net.createServer((socket) => {
        socket.on("error", () => {});
        socket.write(
          "HTTP/1.1 101 Switching Protocols\r\nupgrade: x\r\nconnection: upgrade\r\n\r\n",
        );
      }),
    );
    const silent = await listening(net.createServer(() => {}));
    const closed = net.createServer();
    const gone = await listening(closed);
    await new Promise((done) => closed.close(done));
    const ask = async (port: number) =>
      (await post(to(`http://127.0.0.1:${port}/`), here, { timeoutMs: 500 })).problem;
    expect(await ask(long)).toBe("connection");
    expect(await ask(upgrade)).toBe("connection");
    expect(await ask(silent)).toBe("time");
    expect(await ask(gone)).toBe("connection");
    const nobody = resolver([]);
    expect(await post(to("https://nobody.example/"), strict, { resolve: nobody })).toMatchObject({
      problem: "name",
    });
  });
});

test("what is posted arrives: the body to the byte, the headers, nothing else of ours", async () => {
  let seen: { method?: string; headers?: http.IncomingHttpHeaders; body?: string } = {};
  const port = await serve(async (request, response) => {
    const chunks: Buffer[] = [];
    for await (const chunk of request) chunks.push(chunk);
    const { method, headers } = request;
    seen = { method, headers, body: Buffer.concat(chunks).toString() };
    response.writeHead(204).end();
  });
  const outcome = await post(
    { ...to(`http://127.0.0.1:${port}/hook`), body: '{"name":"Łódź ✓"}' },
    here,
  );
  expect(outcome).toMatchObject({ status: 204, problem: null, responseStart: "" });
  expect(seen).toMatchObject({ method: "POST", body: '{"name":"Łódź ✓"}' });
  expect(Object.keys(seen.headers ?? {}).sort()).toEqual(
    ["connection", "content-length", "host", "webhook-id"].sort(),
  );
});
