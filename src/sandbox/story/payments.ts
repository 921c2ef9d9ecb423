import { payInvoice } from "@/billing/payments/pay";
import type { Db, Tx } from "@/db/client";
import type { InvoiceId } from "@/lib/ids";
import { addSeconds } from "@/lib/time";
import { cast } from "./cast";
import type { Member } from "./customer";
import { request, staff } from "./doings";
import { accountIdOf } from "./ids";

type Payable = { member: Member; invoiceId: InvoiceId };

/** Customers' own habits of paying: so many days after issue, and one who stopped. */
export class Payments {
  private readonly paid = new Map<string, number>();
  private readonly members = new Map(cast.map((member) => [accountIdOf(member.code), member]));

  /** The invoices whose money comes in by an instant. */
  async listPayable(db: Db, at: Date): Promise<Payable[]> {
    const open = await db
      .selectFrom("invoices")
      .select(["account_id", "id", "issued_at"])
      .where("status", "=", "issued")
      .orderBy("number")
      .execute();
    return open.flatMap(({ account_id, id, issued_at }) => {
      const member = this.members.get(account_id);
      const due =
        member?.pays && issued_at && addSeconds(issued_at, member.pays.afterDays * 86_400);
      return due && due <= at && this.hasMoney(member) ? [{ member, invoiceId: id }] : [];
    });
  }

  async pay(tx: Tx, payable: readonly Payable[]): Promise<void> {
    for (const { member, invoiceId } of payable) {
      await payInvoice(tx, { ...request(member, `pay-${invoiceId}`, staff), invoiceId });
      this.paid.set(member.code, this.paidBy(member) + 1);
    }
  }

  private hasMoney(member: Member): boolean {
    return this.paidBy(member) < (member.pays?.invoices ?? Number.POSITIVE_INFINITY);
  }

  private paidBy({ code }: Member): number {
    return this.paid.get(code) ?? 0;
  }
}
