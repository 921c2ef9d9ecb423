import { afterAll, beforeAll, expect, test } from "vitest";
import { newId } from "@/lib/ids";
import { deliverDue } from "@/webhooks/deliver";
import { testDb } from "../database";
import { Receiver } from "../webhooks/receiver";
import { type Api, apiWith, give, newAccount, openApi, refusalOf } from "./harness";

let api: Api;
let receiver: Receiver;

beforeAll(async () => {
  api = apiWith(await openApi());
  receiver = await Receiver.open();
});
afterAll(() => receiver.close());

test("an app backend listens, hears, asks what came of it and hears again", async () => {
  const { webhooks } = api.service;
  const { endpoint, secret } = await webhooks.create.mutate({
    ...{ url: receiver.url, description: "Ours", eventTypes: ["credits.granted"] },
  });
  expect(await webhooks.list.query()).toMatchObject([
    { id: endpoint.id, url: receiver.url, eventTypes: ["credits.granted"], disabledAt: null },
  ]);
  const { id: endpointId } = endpoint;
  receiver.answer = (response) => response.writeHead(500).end("our own secrets");
  const account = await newAccount(api, 5n);
  await webhooks.replay.mutate({ endpointId, since: new Date(0) }); // brings nothing twice
  await dueNow();
  const question = { endpointId, status: "waiting" as const };
  const log = await webhooks.deliveries.query(question);
  expect(log).toMatchObject({
    deliveries: [{ lastStatus: 500, attempts: 1, account: { externalId: account } }],
    next: null,
  });
  // What a receiver answers is for staff: the API tells its status alone.
  const told = await webhooks.sendTest.mutate({ endpointId });
  expect(told).toMatchObject({ status: 500, problem: null });
  for (const answer of [log, told]) expect(JSON.stringify(answer)).not.toContain("our own");

  receiver.answer = (response) => response.writeHead(204).end();
  const eventIds = log.deliveries.map(({ eventId }) => eventId);
  expect(await webhooks.resend.mutate({ endpointId, eventIds })).toEqual({ resent: 1 });
  await dueNow();
  expect((await webhooks.deliveries.query({ endpointId })).deliveries).toMatchObject([
    { status: "delivered", attempts: 2 },
  ]);
  const messages = receiver.verified(secret);
  expect(messages.map(({ type }) => type)).toEqual([
    "credits.granted",
    "webhook.test",
    "credits.granted",
  ]);

  const rotated = await webhooks.rotateSecret.mutate({ endpointId });
  expect(rotated.secret).not.toBe(secret);
  expect(rotated.endpoint.oldSecretUntil?.getTime()).toBeGreaterThan(Date.now() + 23 * 3_600_000);
  await webhooks.update.mutate({ endpointId, enabled: false });
  await give(api, account, 5n);
  expect((await webhooks.deliveries.query({ endpointId })).deliveries).toHaveLength(1);
  await webhooks.update.mutate({ endpointId, enabled: true });
  expect(await webhooks.replay.mutate({ endpointId, since: new Date(0) })).toEqual({ resent: 1 });
  expect(await webhooks.remove.mutate({ endpointId })).toEqual({ removed: true });
  expect(await webhooks.list.query()).toEqual([]);
});

test("an endpoint nobody has is not found, whatever is asked of it", async () => {
  const { webhooks } = api.service;
  const endpointId = newId<string>();
  for (const ask of [
    () => webhooks.update.mutate({ endpointId, enabled: false }),
    () => webhooks.rotateSecret.mutate({ endpointId }),
    () => webhooks.remove.mutate({ endpointId }),
    () => webhooks.deliveries.query({ endpointId }),
    () => webhooks.resend.mutate({ endpointId, eventIds: [endpointId] }),
    () => webhooks.replay.mutate({ endpointId, since: new Date(0) }),
    () => webhooks.sendTest.mutate({ endpointId }),
  ]) {
    expect(await refusalOf(ask())).toMatchObject({
      ...{ status: 404, code: "not_found", field: "endpointId" },
    });
  }
});

test("what only we can reach is refused where it is typed, with the reason", async () => {
  for (const url of [
    "http://10.0.0.7/",
    "https://169.254.169.254/",
    "https://[::ffff:10.0.0.1]/",
  ]) {
    const refused = await refusalOf(api.service.webhooks.create.mutate({ url }));
    expect(refused).toMatchObject({ status: 400, code: "invalid_input", field: "url" });
    expect(refused.message).toMatch(/^The address must be (a public|an https) address\.$/);
  }
});

async function dueNow(): Promise<void> {
  await testDb()
    .updateTable("webhook_deliveries")
    .set({ next_attempt_at: new Date(0) })
    .where("next_attempt_at", "is not", null)
    .execute();
  await deliverDue(testDb());
}
