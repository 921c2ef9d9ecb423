import { expect, test } from "vitest";
import { examineBacklog } from "./examine-backlog";

const clean = {
  ...{ due: 0, waiting: 0, lost: 0, dead: 0, lagSeconds: 0 },
  lastReceivedAt: new Date("2026-11-28T12:00:00Z"),
};

test("what Stripe told us and nobody works is told by the doctor, with what to do", () => {
  expect(examineBacklog(clean)).toMatchObject({ ok: true, warns: false, found: "all are worked" });
  const busy = examineBacklog({ ...clean, due: 5_000, lagSeconds: 300 });
  expect(busy).toMatchObject({ ok: true, found: "5000 due, the eldest for 300 s" });
  expect(examineBacklog({ ...clean, due: 1, lagSeconds: 301 })).toMatchObject({
    ...{ ok: false, fix: expect.stringContaining("a worker runs") },
  });
});

test("an event of something unknown is alarmed once it waits for ten minutes, one given up warns", () => {
  expect(examineBacklog({ ...clean, waiting: 2 })).toMatchObject({
    ...{ ok: true, found: "2 waiting for what they are about" },
  });
  expect(examineBacklog({ ...clean, waiting: 2, lost: 1 })).toMatchObject({
    ...{
      ok: false,
      fix: "1 wait for more than ten minutes: see on the staff page what they are about.",
    },
  });
  expect(examineBacklog({ ...clean, dead: 3 })).toMatchObject({
    ...{ ok: true, warns: true, found: "3 given up", fix: expect.stringContaining("replay") },
  });
});
