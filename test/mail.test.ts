import { createServer, type Server, type Socket } from "node:net";
import { sql } from "kysely";
import { afterEach, expect, test, vi } from "vitest";
import { requestEmailLink } from "@/auth/email-links";
import { oneLine, writeMail } from "@/auth/mail";
import { createDb } from "@/db/client";
import { inTransaction } from "@/db/transaction";
import { type Delivery, overSmtp, sendMails } from "@/jobs/send-mail";
import { newId } from "@/lib/ids";
import { testDatabaseUrl, testDb } from "./database";

const servers: Server[] = [];
afterEach(async () => {
  vi.useRealTimers();
  for (const server of servers.splice(0)) server.close();
  await sql`delete from mails`.execute(testDb());
});

test("a mail is written with what it tells of: when that fails, there is none", async () => {
  const lost = inTransaction(testDb(), async (tx) => {
    await writeMail(tx, mail("a@example.com"));
    throw new Error("Something else went wrong");
  });
  await expect(lost).rejects.toThrow("Something else");
  expect(await mails()).toEqual([]);
});

test("two hundred mails and four workers: each is sent once", async () => {
  await write(...Array.from({ length: 200 }, (_, index) => `number-${index}@example.com`));
  const sent: string[] = [];
  const deliver: Delivery["deliver"] = async ({ recipient }) => {
    await pause(2);
    sent.push(recipient);
  };
  const other = createDb(testDatabaseUrl(), { max: 2 });
  const dbs = [testDb(), testDb(), other, other];
  const done = await Promise.all(dbs.map((db) => sendMails(db, { deliver, keepBody: false })));
  await other.destroy();
  expect(sent).toHaveLength(200);
  expect(new Set(sent).size).toBe(200);
  expect(done.reduce((sum, run) => sum + run.sent, 0)).toBe(200);
  expect(done.filter((run) => run.sent > 0).length).toBeGreaterThan(1);
});

test("once sent, a mail's text is gone; in the sandbox it stays to be read", async () => {
  await write("a@example.com");
  await sendMails(testDb(), { deliver: async () => {}, keepBody: false });
  expect(await mails()).toMatchObject([{ body: "", state: "sent", attempts: 1 }]);
  await sql`delete from mails`.execute(testDb());
  await write("b@example.com");
  await sendMails(testDb(), { deliver: async () => {}, keepBody: true });
  expect(await mails()).toMatchObject([{ body: "Text", state: "sent" }]);
});

test("a mail that fails waits twice as long each time, and is given up after nine", async () => {
  await write("a@example.com");
  const failing = { deliver: () => Promise.reject(new Error("No route")), keepBody: false };
  const waits: number[] = [];
  for (let attempt = 1; attempt < 9; attempt += 1) {
    const { failed } = await sendMails(testDb(), failing);
    expect(failed).toMatchObject([{ error: "No route", final: false }]);
    const [{ waits: seconds } = { waits: 0 }] = await mails();
    waits.push(Math.round(seconds / 15) * 15);
    await sql`update mails set next_attempt_at = clock_timestamp()`.execute(testDb());
  }
  expect(waits).toEqual([15, 30, 60, 120, 240, 480, 960, 1920]);
  expect((await sendMails(testDb(), failing)).failed).toMatchObject([{ final: true }]);
  expect(await mails()).toMatchObject([{ state: "failed", body: "", attempts: 9 }]);
  expect(await sendMails(testDb(), failing)).toEqual({ sent: 0, failed: [] });
});

test("one bad address does not hold up the others", async () => {
  await write("bad@example.com", "good@example.com");
  const deliver: Delivery["deliver"] = async ({ recipient }) => {
    if (recipient.startsWith("bad")) throw new Error("Refused");
  };
  const run = await sendMails(testDb(), { deliver, keepBody: false });
  expect(run).toMatchObject({ sent: 1, failed: [{ final: false }] });
});

test("a mail whose worker died is taken again once its lease is over, and not before", async () => {
  await write("a@example.com");
  const stuck = new Promise<never>(() => {});
  void sendMails(testDb(), { deliver: () => stuck, keepBody: false });
  await vi.waitFor(async () => expect((await mails())[0]?.attempts).toBe(1));
  const deliver = vi.fn(async () => {});
  expect(await sendMails(testDb(), { deliver, keepBody: false })).toMatchObject({ sent: 0 });
  const [{ waits } = { waits: 0 }] = await mails();
  expect(waits).toBeGreaterThan(110);
  expect(waits).toBeLessThanOrEqual(120);

  await sql`update mails set next_attempt_at = clock_timestamp()`.execute(testDb());
  expect(await sendMails(testDb(), { deliver, keepBody: false })).toMatchObject({ sent: 1 });
  expect(deliver).toHaveBeenCalledTimes(1);
});

test("no name and no address adds a header (M9)", async () => {
  const forged = "Nimbus\r\nBcc: all@example.com\u2028X: y\u0000";
  expect(oneLine(forged)).toBe("Nimbus Bcc: all@example.com X: y");
  await inTransaction(testDb(), (tx) =>
    writeMail(tx, { ...mail("a@example.com"), subject: forged }),
  );
  for (const to of [
    "a@example.com\r\nBcc: b@example.com",
    "a@example.com, b@example.com",
    "A@b.c",
  ]) {
    await expect(inTransaction(testDb(), (tx) => writeMail(tx, mail(to)))).rejects.toThrow();
  }
  const { url, received } = await smtp();
  await sendMails(testDb(), { deliver: overSmtp(url, "Us <us@example.com>"), keepBody: false });
  const [message = "", ...more] = received();
  expect(more).toEqual([]);
  const head = message.split("\r\n\r\n")[0] ?? "";
  expect(head.match(/^(bcc|x):/gim)).toBeNull();
  expect(head).toMatch(/^Subject: Nimbus Bcc: all@example.com X: y$/m);
  expect(head).toMatch(/^To: a@example.com$/m);
  expect(head).toMatch(/^From: Us <us@example.com>$/m);
  expect(head).toMatch(/^Message-ID: <[0-9a-f-]{36}@localhost>$/im);
  expect(head).toMatch(/^Auto-Submitted: auto-generated$/im);
});

test("an address that the server will never take is given up at once", async () => {
  const { url } = await smtp({ refuse: true });
  await write("nobody@example.com");
  const run = await sendMails(testDb(), {
    deliver: overSmtp(url, "us@example.com"),
    keepBody: false,
  });
  expect(run.failed).toMatchObject([{ final: true }]);
});

test("a sign-in link is written only to somebody known, in their language; the answer is the same", async () => {
  const email = `ada-${newId()}@example.com`;
  await sql`insert into users (id, email, name, locale, created_at)
    values (${newId()}, ${email}, 'Ada', 'fr', clock_timestamp())`.execute(testDb());
  const ask = (to: string, realm: "customer" | "staff" = "customer") =>
    requestEmailLink({ realm, email: to, language: "de" });
  // Until the answer is out, nothing has been asked about the address.
  const write = await ask(email);
  expect(await mails()).toEqual([]);
  await write();
  await (await ask("nobody@example.com"))();
  await (await ask(email, "staff"))();
  await (await ask("no address"))();
  expect(await mails()).toMatchObject([
    { recipient: email, subject: "Votre lien de connexion à Tallybook", state: "waiting" },
  ]);
  // Five in a quarter of an hour, those as staff included.
  for (let more = 0; more < 6; more += 1) await (await ask(email))();
  expect(await mails()).toHaveLength(4);
});

test("where mail is real, it is shown to nobody, and without a server none is promised", async () => {
  await write("a@example.com");
  vi.resetModules();
  vi.doMock("@/env", async (original) => {
    const real = await original<typeof import("@/env")>();
    return { ...real, env: { ...real.env, mode: "production" } };
  });
  const { hasMail, readMail, readMailbox } = await import("@/auth/mail");
  const { deliveryHere } = await import("@/jobs/send-mail");
  expect(await readMailbox()).toBeUndefined();
  const { rows } = await sql<{ id: string }>`select id from mails`.execute(testDb());
  expect(await readMail(rows[0]?.id ?? "")).toBeUndefined();
  expect([hasMail(), deliveryHere()]).toEqual([false, undefined]);
  vi.doUnmock("@/env");
  vi.resetModules();
});

function mail(to: string) {
  return { accountId: null, kind: "sign_in" as const, to, subject: "Subject", body: "Text" };
}

async function write(...to: string[]): Promise<void> {
  await inTransaction(testDb(), async (tx) => {
    for (const one of to) await writeMail(tx, mail(one));
  });
}

async function mails() {
  const { rows } = await sql<{
    recipient: string;
    subject: string;
    body: string;
    attempts: number;
    state: string;
    waits: number;
  }>`
    select recipient, subject, body, attempts,
      case when sent_at is not null then 'sent' when failed_at is not null then 'failed' else 'waiting' end as state,
      coalesce(extract(epoch from next_attempt_at - clock_timestamp()), 0)::float8 as waits
    from mails order by created_at, id`.execute(testDb());
  return rows;
}

/** As much of a mail server as one client needs. */
async function smtp({ refuse = false } = {}) {
  const messages: string[] = [];
  const server = createServer((socket) => talk(socket, { refuse, messages }));
  servers.push(server);
  await new Promise<void>((resolve) => server.listen(0, "127.0.0.1", resolve));
  const address = server.address();
  const port = typeof address === "object" ? address?.port : 0;
  return { url: `smtp://127.0.0.1:${port}/?ignoreTLS=true`, received: () => messages };
}

function talk(socket: Socket, { refuse, messages }: { refuse: boolean; messages: string[] }): void {
  let text: string | null = null;
  socket.on("error", () => {});
  socket.write("220 test\r\n");
  socket.on("data", (chunk) => {
    if (text !== null) {
      text += chunk.toString();
      if (!text.endsWith("\r\n.\r\n")) return;
      messages.push(text);
      text = null;
      socket.write("250 taken\r\n");
      return;
    }
    const command = chunk.toString().trim().toUpperCase();
    if (command === "DATA") text = "";
    if (command === "DATA") socket.write("354 go on\r\n");
    else if (command.startsWith("RCPT") && refuse) socket.write("550 nobody here\r\n");
    else if (command === "QUIT") socket.end("221 bye\r\n");
    else socket.write("250 ok\r\n");
  });
}

function pause(ms: number): Promise<void> {
  return new Promise((resolve) => setTimeout(resolve, ms));
}
