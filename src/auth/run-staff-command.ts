import { randomUUID } from "node:crypto";
import { parseArgs } from "node:util";
import type { Db } from "@/db/client";
import { inTransaction, readAs } from "@/db/transaction";
import { BillingError } from "@/lib/errors";
import { newId } from "@/lib/ids";
import { normalEmail } from "./email-address";
import { isPersonName } from "./person-name";
import { type StaffRole, staffRoles } from "./roles";
import { addPerson, changePerson, listStaffUsers, type StaffUser } from "./staff-user-queries";

const usage = `Who of us may sign in to the staff console: the first of all, and a way in when nobody is left.

  npm run staff -- add --email <address> --name <name> [--role ${staffRoles.join("|")}]
  npm run staff -- list
  npm run staff -- change <address> [--role <role>] [--disable | --enable]

Without --role somebody new is an admin, who adds the others at /staff/people. They sign in at /staff/sign-in by a code
sent to the address (MAIL_URL) or by single sign-on (OIDC_STAFF_*).`;

const options = {
  email: { type: "string" },
  name: { type: "string" },
  role: { type: "string" },
  disable: { type: "boolean" },
  enable: { type: "boolean" },
} as const;

type Said = { status: number; lines: string[] };

type Asked = { email?: string; name?: string; disable?: boolean; enable?: boolean };

/** What the command `npm run staff` does, and says with its exit status: 2 where something is refused. */
export async function staffCommand(db: Db, args: readonly string[]): Promise<Said> {
  try {
    return await run(db, args);
  } catch (error) {
    // A refusal and a wrong option say what is wrong; anything else is shown as it is.
    const { code } = error as { code?: string };
    const isSaid = error instanceof BillingError || code?.startsWith("ERR_PARSE_ARGS");
    if (!isSaid) throw error;
    return refused((error as Error).message);
  }
}

async function run(db: Db, args: readonly string[]): Promise<Said> {
  const { values, positionals } = parseArgs({ args: [...args], allowPositionals: true, options });
  const [command, address, ...more] = positionals;
  const { role, ...asked } = values;
  if (role !== undefined && !isRole(role)) return refused(`No such role: ${role}.`);
  if (more.length > 0 || (asked.disable && asked.enable)) return refused(usage);
  if (command === "list" && !address) return await list(db);
  if (command === "add" && !address) return await add(db, asked, role ?? "admin");
  if (command === "change" && address) return await change(db, address, { ...asked, role });
  return refused(usage);
}

async function add(db: Db, asked: Asked, role: StaffRole): Promise<Said> {
  const email = normalEmail(asked.email ?? "");
  const name = (asked.name ?? "").trim();
  if (!email) return refused("--email: the address they sign in with.");
  if (!isPersonName(name)) return refused("--name: what others see, up to 80 letters, no address.");
  await inTransaction(db, (tx) => addPerson(tx, { id: newId<string>(), name, email, role }), by());
  return done(`${email} is ${role} and may sign in at /staff/sign-in.`);
}

async function change(
  db: Db,
  address: string,
  { role, disable, enable }: Asked & { role: StaffRole | undefined },
): Promise<Said> {
  const people = await readAs(db, { role: "tallybook_app" }, listStaffUsers);
  const found = people.find(({ email }) => email === normalEmail(address));
  if (!found) return refused(`Nobody of us has the address ${address}.`);
  const disabled = enable ? false : disable === true || found.disabledAt !== null;
  const now = { id: found.id, role: role ?? found.role, disabled };
  await inTransaction(db, (tx) => changePerson(tx, now), by());
  return done(`${found.email} is ${now.role}${disabled ? " and may not sign in" : ""}.`);
}

async function list(db: Db): Promise<Said> {
  const people = await readAs(db, { role: "tallybook_app" }, listStaffUsers);
  return done(...people.map(lineOf));
}

function lineOf({ email, name, role, disabledAt }: StaffUser): string {
  return [email, name, role, disabledAt ? "may not sign in" : "may sign in"].join("\t");
}

/** The audit log has it as done by whoever runs commands here. */
function by() {
  return { actor: "system:command", requestId: `command:${randomUUID()}` };
}

function isRole(text: string): text is StaffRole {
  return staffRoles.some((one) => one === text);
}

function refused(line: string): Said {
  return { status: 2, lines: [line] };
}

function done(...lines: string[]): Said {
  return { status: 0, lines };
}
