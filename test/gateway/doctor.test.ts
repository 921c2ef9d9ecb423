import { createServer } from "node:http";
import type { AddressInfo } from "node:net";
import { expect, onTestFinished, test } from "vitest";
import { examineStripe, type StripeSetting } from "@/stripe/examine";
import { wantedEvents } from "@/stripe/wanted-events";
import { secret, simulated } from "../simulator/simulated";

const webhookUrl = "https://billing.example/api/stripe/webhook";
const apiVersion = "2026-10-28.endive";
const key = "sk_test_simulated";

const examined = async (setting: Partial<StripeSetting>) => {
  const found = await examineStripe({
    ...{ mode: "production", webhookUrl, now: Date.now },
    ...{ settings: undefined },
    ...setting,
  });
  return Object.fromEntries(found.map(({ what, ...rest }) => [what, rest]));
};

test("the sandbox's own Stripe is well: it leads to this machine, whatever the public address", async () => {
  const webhook = { url: "http://127.0.0.1:3000/api/stripe/webhook", secret };
  const { simulator } = await simulated({ webhook });
  const settings = { key, apiUrl: simulator.url };
  const found = await examined({ mode: "sandbox", settings });
  expect(Object.values(found).map(({ ok, warns }) => [ok, warns ?? false])).toEqual(
    Array(4).fill([true, false]),
  );
  expect(found.stripe?.found).toContain(`test key and API version ${apiVersion}`);
});

test("an endpoint that is missing, asleep or told too little is named with its fix", async () => {
  const { stripe, simulator } = await simulated();
  const settings = { key, apiUrl: simulator.url };
  const none = await examined({ settings });
  expect(none.stripe).toMatchObject({ ok: true, warns: true }); // test keys take nobody's money
  expect(none.endpoint).toMatchObject({ ok: false, found: `none leads to ${webhookUrl}` });
  for (const type of wantedEvents) expect(none.endpoint?.fix).toContain(type);

  const enabled_events = wantedEvents.filter((type) => type !== "invoice.paid");
  const { id } = await stripe.webhookEndpoints.create({ url: webhookUrl, enabled_events });
  const short = await examined({ settings });
  expect(short.endpoint).toMatchObject({
    ok: false,
    found: `${id} is not sent 1 of the events it needs`,
  });
  expect(short.endpoint?.fix).toContain("invoice.paid");

  await stripe.webhookEndpoints.update(id, { enabled_events: [...wantedEvents], disabled: true });
  expect((await examined({ settings })).endpoint).toMatchObject({
    ok: false,
    found: `${id} is disabled`,
  });
  await stripe.webhookEndpoints.update(id, { disabled: false });
  expect((await examined({ settings })).endpoint).toMatchObject({ ok: true, warns: false });
});

test("a clock more than two seconds off is warned of, on real time", async () => {
  const { simulator } = await simulated();
  const settings = { key, apiUrl: simulator.url };
  const slow = await examined({ settings, now: () => Date.now() - 10_000 });
  expect(slow["stripe clock"]).toMatchObject({ ok: true, warns: true });
  expect(slow["stripe clock"]?.found).toMatch(/^Stripe's is (9|10|11) s ahead$/);
  expect((await examined({ settings }))["stripe clock"]).toMatchObject({ warns: false });
});

test("a key Stripe does not know, and a Stripe that is not there", async () => {
  const { simulator } = await simulated();
  const unknown = await examined({ settings: { key: "sk_live_1", apiUrl: simulator.url } });
  expect(unknown.stripe).toMatchObject({ ok: false, fix: expect.stringContaining("revoked") });
  await simulator.stop();
  const away = await examined({ settings: { key, apiUrl: simulator.url } });
  expect(away.stripe).toMatchObject({ ok: false, fix: expect.stringContaining("api.stripe.com") });
});

test("what a restricted key may not read is named; without a Stripe there is nothing to check", async () => {
  const server = createServer(({ url }, response) => {
    const refused = /^\/v1\/(events|webhook_endpoints)/.test(url ?? "");
    const error = { type: "invalid_request_error", message: "needs rak_event_read" };
    response.writeHead(refused ? 403 : 200, { "content-type": "application/json" });
    response.end(JSON.stringify(refused ? { error } : { object: "list", data: [] }));
  });
  await new Promise<void>((resolve) => server.listen(0, "127.0.0.1", resolve));
  onTestFinished(() => void server.close());
  const apiUrl = `http://127.0.0.1:${(server.address() as AddressInfo).port}`;
  const found = await examined({ settings: { key: "rk_live_restricted", apiUrl } });
  expect(found.stripe).toMatchObject({ ok: true, warns: false });
  expect(found.permissions).toMatchObject({ ok: false, found: "may not read Events" });
  expect(found.endpoint).toMatchObject({ ok: true, warns: true });

  expect(await examined({})).toMatchObject({ stripe: { ok: true } });
});
