import { randomUUID } from "node:crypto";
import { afterEach, expect, test, vi } from "vitest";
import type { CustomerActor, StaffActor } from "@/auth/actor";
import { type AccountId, newId } from "@/lib/ids";

/** ST6: what stands beside a customer's page is the view its own looker opened of that customer, and no other. */

const account = newId<AccountId>();
const [selma, ines] = [randomUUID(), randomUUID()];

const staffOf = (staffUserId: string): StaffActor => ({
  ...{ kind: "staff", role: "support", name: "Selma", fresh: true },
  ...{ sessionId: randomUUID(), staffUserId },
});

function viewBy(viewer: { viewedBy?: string; viewerId?: string }): CustomerActor {
  return {
    ...{ kind: "link", userId: null, accountId: account, role: "viewer", name: "Selma" },
    ...{ sessionId: randomUUID(), locale: null, embedded: false, returnUrl: null, ...viewer },
  };
}

/** Whoever is signed in to the console, and in the portal, of one browser. */
async function shownIn(
  staff: StaffActor | null,
  portal: CustomerActor | null,
  of: string = account,
) {
  vi.resetModules();
  vi.doMock("@/auth/actor", () => ({
    getStaffActor: async () => staff,
    getActor: async () => portal,
  }));
  const { staffViewOf } = await import("@/auth/staff-view");
  return await staffViewOf(of);
}

afterEach(() => {
  vi.doUnmock("@/auth/actor");
  vi.resetModules();
});

test("the view one opened oneself, of this customer, is shown beside their page", async () => {
  const own = viewBy({ viewedBy: "Selma", viewerId: selma });
  expect(await shownIn(staffOf(selma), own)).toBe(own);
});

test("nothing is shown without a reason given, of another customer, or where another of us looks", async () => {
  const own = viewBy({ viewedBy: "Selma", viewerId: selma });
  expect(await shownIn(staffOf(selma), null)).toBeNull();
  expect(await shownIn(staffOf(selma), own, newId<string>())).toBeNull();
  expect(await shownIn(staffOf(ines), own)).toBeNull();
  expect(await shownIn(null, own)).toBeNull();
  // A customer of the account who is signed in in the same browser is nobody of ours.
  expect(await shownIn(staffOf(selma), viewBy({}))).toBeNull();
});
