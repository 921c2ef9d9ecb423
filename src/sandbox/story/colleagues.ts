import { invite } from "@/auth/invitations";
import type { CustomerRole } from "@/auth/roles";
import type { Tx } from "@/db/client";
import { insertRows } from "@/db/rows";
import { addSeconds } from "@/lib/time";
import { cast } from "./cast";
import { chanceOf } from "./chance";
import { cameAt } from "./doings";
import { accountIdOf, personIdOf, signInIdOf } from "./ids";

type Colleague = {
  name: string;
  email: string;
  code: string;
  role: CustomerRole;
  /** How long after the account was opened they joined it. */
  afterDays: number;
};

/** Who else looks at the personas' accounts. Mira also keeps the books of a studio of friends. */
const colleagues: readonly Colleague[] = [
  colleague("Jonas Brandt", "jonas@atelier-sommer.example", "atelier-sommer", "billing_manager", 9),
  colleague("Léa Fontaine", "lea@atelier-sommer.example", "atelier-sommer", "viewer", 61),
  colleague("Priya Raman", "priya@kestrel-audio.example", "kestrel-audio", "viewer", 30),
  colleague("Owen Pryce", "owen@lantern-press.example", "lantern-press", "owner", 14),
  colleague("Tomás Duarte", "tomas@lantern-press.example", "lantern-press", "viewer", 40),
  colleague("Wren Okoye", "wren@novafield.example", "novafield-films", "billing_manager", 5),
  colleague("Éloïse Vidal", "eloise@candela.example", "candela-studios", "owner", 0),
  colleague("Mira Sommer", "mira@atelier-sommer.example", "candela-studios", "billing_manager", 3),
];

/** Writes them, when they and the personas signed in, and one invitation nobody has answered. */
export async function writeColleagues(tx: Tx, now: Date): Promise<void> {
  const personas = new Set(cast.flatMap(({ person }) => person?.email ?? []));
  const joined = colleagues.map((one) => ({ ...one, at: joinedAt(one, now) }));
  const others = joined.filter(({ email }) => !personas.has(email));
  await insertRows(
    tx,
    "users",
    others.map(({ name, email, at }) => ({ id: personIdOf(email), email, name, created_at: at })),
  );
  await insertRows(
    tx,
    "memberships",
    joined.map(({ code, email, role, at }) => ({
      account_id: accountIdOf(code),
      user_id: personIdOf(email),
      role,
      created_at: at,
    })),
  );
  await insertRows(tx, "login_sessions", signIns(now));
  const agnes = personIdOf("agnes@lantern-press.example");
  await invite(
    tx,
    { accountId: accountIdOf("lantern-press"), userId: agnes },
    { email: "books@hartley-accounts.example", role: "viewer", language: "en" },
  );
}

function colleague(
  name: string,
  email: string,
  code: string,
  role: CustomerRole,
  afterDays: number,
): Colleague {
  return { name, email, code, role, afterDays };
}

function joinedAt({ code, afterDays }: Colleague, now: Date): Date {
  const account = cast.find((one) => one.code === code);
  if (!account) throw new Error(`Nobody in the story is called ${code}`);
  return addSeconds(cameAt(account, now), afterDays * 86_400 + 600);
}

const daysAgo = [2, 9, 23];
const devices = [
  "Mozilla/5.0 (Macintosh; Intel Mac OS X 10_15_7) AppleWebKit/605.1.15 (KHTML, like Gecko) Version/26.0 Safari/605.1.15",
  "Mozilla/5.0 (Windows NT 10.0; Win64; x64; rv:150.0) Gecko/20100101 Firefox/150.0",
  "Mozilla/5.0 (iPhone; CPU iPhone OS 26_0 like Mac OS X) AppleWebKit/605.1.15 (KHTML, like Gecko) Version/26.0 Mobile/15E148 Safari/604.1",
];

/** Sign-ins of the last weeks, all of them run out: each lay unused for a day. */
function signIns(now: Date) {
  const personas = cast.flatMap(({ code, age, person }) =>
    person && age.months > 0 ? [{ email: person.email, code }] : [],
  );
  const all = [...personas, ...colleagues].flatMap(({ email, code }) => {
    const chance = chanceOf(`sign-ins:${email}:${code}`);
    return daysAgo.map((days, index) => {
      const at = addSeconds(now, -days * 86_400 + Math.floor(chance() * 20_000));
      return {
        id: signInIdOf(`${email}:${code}`, index),
        realm: "customer",
        user_id: personIdOf(email),
        account_id: accountIdOf(code),
        how: "email",
        created_at: at,
        expires_at: addSeconds(at, 14 * 86_400),
        idle_seconds: 86_400,
        last_seen_at: addSeconds(at, 60 + Math.floor(chance() * 3_000)),
        ip: `203.0.113.${1 + Math.floor(chance() * 250)}`,
        user_agent: devices[Math.floor(chance() * devices.length)] ?? null,
      };
    });
  });
  // As they came: the audit log of an account never goes back in time.
  return all.sort((a, b) => a.created_at.getTime() - b.created_at.getTime());
}
