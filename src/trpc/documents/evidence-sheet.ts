import type { Labelled, Sheet, SheetLine } from "@/billing/invoices/sheet";
import type { EvidencePack } from "@/billing/reports/read-evidence";
import { dayOf, localTime } from "@/lib/time";
import { filled, inWords, packWords, reasonInWords } from "./evidence-words";
import { type Figures, figuresIn } from "./figures";
import { sheetOf } from "./sheet";

type In = { figures: Figures; zone: string };
type Group = Sheet["groups"][number];

const { facts: said, groups: headings } = packWords;

/** DQ6: a pack as a document of ours. It is dated as the dispute is, so that the same facts are the same bytes. */
export function evidenceSheet(pack: EvidencePack): Sheet {
  const { invoice, openedAt, covers } = pack;
  const zone = invoice.parties.timezone;
  const how = { zone, figures: figuresIn("en", { zone, currency: invoice.currency }) };
  const own = sheetOf({ ...invoice, parties: { ...invoice.parties, language: "en" } });
  const span = { start: dayOf(covers.start, zone), end: dayOf(covers.end, zone) };
  return {
    ...own,
    ...{ title: packWords.title, number: invoice.number, issuedAt: openedAt },
    facts: factsOf(pack, how),
    columns: packWords.columns,
    groups: [
      ...charged(own, invoice.number, how.figures.date(invoice.issuedAt)),
      group(headings.plans, pack.plans.map(planLine(how))),
      group(filled(headings.usage, span), pack.usage.map(usageLine(how))),
      group(headings.signIns, pack.signIns.map(signInLine(how))),
      group(headings.ledger, pack.ledger.map(ledgerLine(how))),
      group(headings.mails, pack.mails.map(mailLine(how))),
      group(headings.refunds, pack.refunds.map(refundLine(how))),
    ],
    notes: [packWords.newest],
  };
}

function factsOf(pack: EvidencePack, { figures, zone }: In): Labelled[] {
  const { payment, dueBy } = pack;
  const card = [payment?.brand, payment?.last4].filter(Boolean).join(" ");
  const facts: [string, string | null | undefined][] = [
    [said.dispute, pack.processorDisputeId],
    [said.amount, figures.money(pack.amount)],
    [said.reason, reasonInWords(pack.reason)],
    [said.opened, figures.date(pack.openedAt)],
    [said.due, dueBy && `${localTime(dueBy, zone)}`],
    [said.invoice, pack.invoice.number],
    [said.paid, payment && `${figures.date(payment.at)} ${card}`.trim()],
    [said.zone, zone],
  ];
  return facts.flatMap(([label, value]) => (value ? { label, value } : []));
}

/** The invoice's own lines: what each grants and covers stands below it. */
function charged(own: Sheet, number: string, date: string): Group[] {
  const lines = own.groups.flatMap((one) => one.lines);
  const of = lines.map((line) => ({ ...line, quantity: date, unitPrice: "" }));
  return [group(filled(headings.invoice, { number }), of)];
}

function group(heading: string, lines: SheetLine[]): Group {
  return { heading, lines: lines.length > 0 ? lines : [blank(packWords.none)] };
}

function blank(what: string, notes: string[] = []): SheetLine {
  return { what, notes, quantity: "", unitPrice: "", amount: "" };
}

function planLine({ figures }: In) {
  return ({ plan, opened, startsAt, endsAt }: EvidencePack["plans"][number]): SheetLine => ({
    ...blank(filled(packWords.plan, { plan, how: inWords(opened) })),
    notes: [`${figures.date(startsAt)} – ${figures.date(endsAt)}`],
    quantity: figures.date(startsAt),
  });
}

function usageLine({ figures }: In) {
  return ({ day, feature, events, quantity, credits }: EvidencePack["usage"][number]) => {
    const counts = { quantity: figures.number(quantity), events: figures.number(events) };
    return {
      ...blank(filled(packWords.use, { feature, ...counts })),
      ...{ quantity: day, unitPrice: figures.number(credits) },
    };
  };
}

function signInLine({ figures, zone }: In) {
  return (one: EvidencePack["signIns"][number]): SheetLine => {
    const who = [one.name, one.email].filter(Boolean).join(", ") || packWords.unknown;
    const note = {
      ...{ time: localTime(one.at, zone), seen: localTime(one.lastSeenAt, zone) },
      ...{ ip: one.ip ?? packWords.unknown, agent: one.userAgent ?? packWords.unknown },
    };
    return {
      ...blank(filled(packWords.signIn, { who, how: inWords(one.how) })),
      ...{ notes: [filled(packWords.signInNote, note)], quantity: figures.date(one.at) },
    };
  };
}

function ledgerLine({ figures, zone }: In) {
  return ({ at, kind, reason, change, left }: EvidencePack["ledger"][number]): SheetLine => ({
    ...blank(`${kind}: ${reason}`),
    notes: [`${localTime(at, zone)} · ${filled(packWords.left, { left: figures.number(left) })}`],
    ...{ quantity: figures.date(at), unitPrice: figures.number(change) },
  });
}

function mailLine({ figures, zone }: In) {
  return ({ at, recipient, subject }: EvidencePack["mails"][number]): SheetLine => ({
    ...blank(subject, [filled(packWords.mailNote, { recipient, time: localTime(at, zone) })]),
    quantity: figures.date(at),
  });
}

function refundLine({ figures }: In) {
  return ({ at, minor, currency, reason }: EvidencePack["refunds"][number]): SheetLine => ({
    ...blank(reason),
    ...{ quantity: figures.date(at), amount: figures.money({ minor: -minor, currency }) },
  });
}
