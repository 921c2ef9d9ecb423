import { type StaffRole, staffRoles } from "@/auth/roles";
import { addPerson, changePerson } from "@/auth/staff-user-queries";
import { inTransaction, readAs } from "@/db/transaction";
import { newId } from "@/lib/ids";
import { countPeople, listPeople } from "@/staff/people-queries";
import { router, staffProcedure } from "../init";
import { email, fields, flag, id, oneOf, text } from "../inputs";

const manages = staffProcedure("staff:manage");
const managesFreshly = staffProcedure("staff:manage", { freshly: true });
const role = oneOf(staffRoles);

const pageOf = 50;

/** Who of us may sign in, and as what. */
export const peopleRouter = router({
  list: manages
    .input(fields({ after: text(80).optional() }).default({}))
    .query(({ ctx, input: { after } }) =>
      readAs(ctx.db, { role: "tallybook_app" }, async (tx) => ({
        ...(await listPeople(tx, { after, limit: pageOf })),
        count: await countPeople(tx),
        roles: staffRoles as readonly StaffRole[],
        me: ctx.actor.staffUserId,
      })),
    ),

  /** They sign in by a code sent to their address. */
  add: managesFreshly
    .input(fields({ name: text(100), email, role }))
    .mutation(async ({ ctx, input }) => {
      const person = { ...input, id: newId<string>() };
      await inTransaction(ctx.db, (tx) => addPerson(tx, person), ctx.author);
      return { id: person.id };
    }),

  /** Counts from the next call of whoever it is on; one remains who may do this. */
  change: managesFreshly
    .input(fields({ id, role, disabled: flag }))
    .mutation(({ ctx, input }) =>
      inTransaction(ctx.db, (tx) => changePerson(tx, input), ctx.author),
    ),
});
