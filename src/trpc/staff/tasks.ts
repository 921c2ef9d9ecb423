import { z } from "zod";
import { mayStaff } from "@/auth/permissions";
import { inTransaction, readAs } from "@/db/transaction";
import { BillingError } from "@/lib/errors";
import type { StaffTaskId } from "@/lib/ids";
import {
  assignTask,
  countTasks,
  findAssignees,
  isAssignee,
  listTasks,
  resolveTask,
} from "@/staff/task-queries";
import { accountNamed } from "../account-names";
import { router, staffProcedure } from "../init";
import { account, fields, id, says, text } from "../inputs";

const reads = staffProcedure("tasks:read");
const works = staffProcedure("tasks:work");

const pageOf = 50;
const mostFound = 20;

const taskId = id.transform((value) => value as StaffTaskId);
const state = z.enum(["open", "done"], { error: says("must be open or done") });

/** What a person has to look at: refunds that came back, that nobody can prove, or that were made elsewhere. */
export const tasksRouter = router({
  list: reads
    .input(fields({ state: state.default("open"), after: text(80).optional() }))
    .query(async ({ ctx, input }) => {
      const { role, staffUserId } = ctx.actor;
      return await readAs(ctx.db, { role: "tallybook_app" }, async (tx) => ({
        ...(await listTasks(tx, { ...input, limit: pageOf })),
        counts: await countTasks(tx),
        me: staffUserId,
        may: { work: mayStaff(role, "tasks:work") },
      }));
    }),

  /** Who a task, or a difference, can be given to: by a part of the name or the address, so many at a time. */
  assignees: works
    .input(fields({ text: z.string().trim().max(100).default("") }))
    .query(({ ctx, input }) =>
      readAs(ctx.db, { role: "tallybook_app" }, (tx) =>
        findAssignees(tx, { ...input, limit: mostFound }),
      ),
    ),

  /** Gives it to somebody of us, or to nobody. */
  assign: works
    .input(fields({ account, taskId, staffUserId: id.nullable() }))
    .mutation(async ({ ctx, input }) => {
      const accountId = await accountNamed(ctx.db, input.account);
      await inTransaction(
        ctx.db,
        async (tx) => {
          const to = input.staffUserId;
          if (to !== null && !(await isAssignee(tx, to))) {
            throw new BillingError("not_found", "Nobody of us is called that.", {
              field: "staffUserId",
            });
          }
          if (!(await assignTask(tx, { accountId, id: input.taskId, to }))) throw noSuchTask();
        },
        ctx.author,
      );
    }),

  /** Says what was done about it; it is not opened again. */
  resolve: works
    .input(fields({ account, taskId, reason: text(500) }))
    .mutation(async ({ ctx, input: { reason, ...input } }) => {
      const accountId = await accountNamed(ctx.db, input.account);
      const of = { accountId, id: input.taskId, by: ctx.author.actor, reason };
      await inTransaction(
        ctx.db,
        async (tx) => {
          if (!(await resolveTask(tx, of))) throw noSuchTask();
        },
        { ...ctx.author, reason },
      );
    }),
});

function noSuchTask(): BillingError {
  return new BillingError("not_found", "There is no such task, or it is done.", {
    field: "taskId",
  });
}
