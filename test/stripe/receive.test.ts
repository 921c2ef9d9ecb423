import { sql } from "kysely";
import Stripe from "stripe";
import { expect, test } from "vitest";
import { answerDelivery } from "@/app/api/stripe/webhook/answer";
import { createDb, type Db } from "@/db/client";
import { books, openBooks } from "../books";
import { testDb } from "../database";
import { codeOf } from "../refusals/attempt";

const at = new Date("2026-11-28T12:00:00Z");
const now = at.getTime() / 1000;
const [secret, older, forged] = [
  "whsec_live0123456789abcdef",
  "whsec_older0123456789abcdef",
  "whsec_x",
];

let count = 0;

function event(fields: Record<string, unknown> = {}) {
  count += 1;
  const id = `evt_test${count}`;
  const data = { object: { id: `in_${count}`, object: "invoice" } };
  const of = { object: "event", type: "invoice.paid", created: now - 60, livemode: true };
  return { id, ...of, api_version: Stripe.API_VERSION, data, ...fields };
}

type Signed = {
  timestamp?: number;
  with?: string;
  secrets?: string[];
  header?: string | null;
  db?: Db;
};

function sign(body: string, { timestamp = now, with: by = secret }: Signed = {}): string {
  return Stripe.webhooks.generateTestHeaderString({ payload: body, secret: by, timestamp });
}

async function deliver(body: string, signed: Signed = {}) {
  const header = signed.header === undefined ? sign(body, signed) : signed.header;
  const response = await answerDelivery(
    new Request("http://localhost/api/stripe/webhook", {
      method: "POST",
      headers: {
        "content-type": "application/json",
        ...(header && { "stripe-signature": header }),
      },
      body,
    }),
    {
      db: signed.db ?? testDb(),
      inbox: { secrets: signed.secrets ?? [secret], livemode: true },
      at,
    },
  );
  return { status: response.status, ...(await response.json()) };
}

async function stored(id: string) {
  const rows = await testDb()
    .selectFrom("stripe_events")
    .select(["type", "object_id", "status", "ignored_because", "body", "created_at"])
    .where("id", "=", id)
    .execute();
  return rows;
}

test("an event is stored as it was signed, and answered; five times and 32 at once are one row", async () => {
  const one = event();
  // The text is kept to the byte, also what a jsonb would refuse.
  const body = JSON.stringify(one, null, 2).replace("in_", "in_\\u0000");
  expect(await deliver(body)).toEqual({ status: 200, received: "stored" });
  for (let again = 0; again < 4; again += 1) {
    expect(await deliver(body)).toEqual({ status: 200, received: "duplicate" });
  }
  expect(await stored(one.id)).toEqual([
    {
      ...{ type: "invoice.paid", status: "stored", ignored_because: null, body },
      ...{ object_id: null, created_at: new Date("2026-11-28T11:59:00Z") },
    },
  ]);

  const other = event();
  const parallel = await Promise.all(
    Array.from({ length: 32 }, () => deliver(JSON.stringify(other))),
  );
  const said = parallel.map(({ received }) => received).sort();
  expect(said).toEqual([...Array(31).fill("duplicate"), "stored"]);
  expect(await stored(other.id)).toMatchObject([{ object_id: other.data.object.id }]);
});

test("what nobody proves to be Stripe's is refused, and leaves no row", async () => {
  const one = event();
  const body = JSON.stringify(one);
  const good = sign(body);
  const [time = "", signature = ""] = good.split(",");
  const old = sign(body, { timestamp: now - 301 });
  const refused: [string, string, string | null][] = [
    ["forged", body, sign(body, { with: forged })],
    ["one byte changed", body.replace("invoice.paid", "invoice.Paid"), good],
    ["a byte more", `${body} `, good],
    ["no header", body, null],
    ["no time", body, signature],
    ["no signature", body, time],
    ["another scheme alone", body, good.replace("v1=", "v0=")],
    ["two that are wrong", body, `${time},v1=${"0".repeat(64)},v1=${"1".repeat(64)}`],
    ["the header twice", body, `${good}, ${good}`],
    ["too old", body, old],
    ["too far ahead", body, sign(body, { timestamp: now + 301 })],
    ["old, under a second time of now", body, `${time},${old}`],
    ["no number for a time", body, good.replace(/t=\d+/, "t=now")],
    ["too large", JSON.stringify({ ...one, more: "x".repeat(5_000_000) }), good],
    ["nothing", "", sign("")],
  ];
  for (const [what, text, header] of refused) {
    const told = await deliver(text, { header });
    expect([what, told]).toEqual([what, { status: 400, error: "Not signed by Stripe." }]);
  }
  expect(await stored(one.id)).toEqual([]);
  // Within five minutes either way it is fresh; what was refused above had nothing else against it.
  expect(await deliver(body, { timestamp: now - 300 })).toMatchObject({ received: "stored" });
  expect(await deliver(body, { timestamp: now + 300 })).toMatchObject({ received: "duplicate" });
});

test("of many that are stored together one that cannot be harms no other", async () => {
  const bad = event({ created: 9e15 }); // no time of any calendar
  const good = Array.from({ length: 8 }, () => event());
  const told = await Promise.all([bad, ...good].map((one) => deliver(JSON.stringify(one))));
  expect(told.map(({ status }) => status)).toEqual([503, ...Array(8).fill(200)]);
  for (const { id } of good) expect(await stored(id)).toHaveLength(1);
});

test("what is signed and no event is refused", async () => {
  const bodies = ["null", "[]", '"evt_1"', "{", "{}"];
  const wrong = [{ object: "charge" }, { id: 7 }, { id: "in_1" }, { type: "Invoice Paid" }];
  const more = [{ created: "now" }, { created: 1e300 }, { livemode: null }];
  for (const body of [...bodies, ...[...wrong, ...more].map((one) => JSON.stringify(event(one)))]) {
    expect([body, (await deliver(body)).status]).toEqual([body, 400]);
  }
});

test("both secrets are taken while one is rotated, and the old one no more afterwards", async () => {
  const secrets = [secret, older];
  const [first, second, third] = [event(), event(), event()].map((one) => JSON.stringify(one));
  expect(await deliver(first ?? "", { with: older, secrets })).toMatchObject({ status: 200 });
  expect(await deliver(second ?? "", { with: secret, secrets })).toMatchObject({ status: 200 });
  expect(await deliver(third ?? "", { with: older })).toMatchObject({ status: 400 });
  // Stripe itself signs with both then: one that fits is enough.
  const both = `${sign(third ?? "", { with: older })},${sign(third ?? "").split(",")[1]}`;
  expect(await deliver(third ?? "", { header: both })).toMatchObject({ received: "stored" });
});

test("an event of the other mode, or of a connected account, is kept and has no effect", async () => {
  const [test, connected] = [event({ livemode: false }), event({ account: "acct_1" })];
  expect(await deliver(JSON.stringify(test))).toEqual({ status: 200, received: "ignored" });
  expect(await deliver(JSON.stringify(connected))).toEqual({ status: 200, received: "ignored" });
  const because = { status: "ignored", ignored_because: "other_mode" };
  expect(await stored(test.id)).toMatchObject([because]);
  expect(await stored(connected.id)).toMatchObject([{ ignored_because: "other_account" }]);
});

test("while the database is away the answer is 503: Stripe will come again", async () => {
  const away = createDb("postgres://nobody@127.0.0.1:1/none", { max: 1, applicationName: "away" });
  const body = JSON.stringify(event());
  const response = await answerDelivery(
    new Request("http://localhost/", {
      method: "POST",
      headers: { "stripe-signature": sign(body) },
      body,
    }),
    { db: away, inbox: { secrets: [secret], livemode: true }, at },
  );
  expect(response.status).toBe(503);
  expect(await response.text()).not.toMatch(/ECONNREFUSED|insert|\.ts:/);
  await away.destroy();
});

test("what Stripe told is for ever: nobody changes or deletes it, and the portal reads none of it", async () => {
  await openBooks("2026-11-28T12:00:00Z");
  const db = books();
  expect(await deliver(JSON.stringify(event()), { db })).toMatchObject({ received: "stored" });
  expect(await codeOf("update stripe_events set body = ''", "tallybook_app")).toBe("42501");
  expect(await codeOf("delete from stripe_events", "tallybook_app")).toBe("42501");
  expect(await codeOf("delete from stripe_events")).toBe("TB001");
  expect(await codeOf("truncate stripe_events, stripe_event_work")).toBe("TB001");
  expect(await codeOf("select body from stripe_events", "tallybook_portal")).toBe("42501");
  const { rows } = await sql`select from stripe_events`.execute(db);
  expect(rows).toHaveLength(1);
});
