"use client";

import { useTranslations } from "next-intl";
import { type KeyboardEvent, useEffect, useId, useRef, useState } from "react";
import { field } from "../settings/buttons";
import { Choices } from "./choice";
import { ConfirmRefund } from "./confirm";
import {
  type PolicyRow,
  type RefundActs,
  type RefundedInvoice,
  type RefundQuote,
  type Requested,
  shortfalls,
} from "./data";
import { RefundGrants, RefundMoney } from "./figures";
import { emptyForm, type RefundForm, wantedOf } from "./form";
import { forgetFormKey, formKey } from "./form-key";
import { HowSlices } from "./how-slices";
import { RefundMail } from "./mail";
import { RefundNotes, RefundSentence } from "./notes";
import { PolicyChoice } from "./policies";
import { RefundRefusal } from "./refusal";
import { useRefundQuote } from "./use-refund-quote";
import { RefundWish } from "./wish";

type Props = {
  invoice: RefundedInvoice;
  acts: RefundActs;
  onDone: (done: Requested) => void;
  onLeave: () => void;
};

/** The form and, beside it, what it would do; nothing is confirmed that is not on screen and settled. */
export function RefundOffer({ invoice, acts, onDone, onLeave }: Props) {
  const t = useTranslations("refunds.sheet");
  const [form, setForm] = useState<RefundForm>(emptyForm);
  const change = (some: Partial<RefundForm>) => setForm((before) => ({ ...before, ...some }));
  const wanted = wantedOf(invoice, form);
  const shown = useRefundQuote(wanted, acts.preview);
  const { quote, refused, busy } = shown;
  const request = useRequest({ invoice, form, acts, shown, onDone });
  const holds = !refused || refused.code === "quote_stale" || refused.code === "sign_in_again";
  const settled = quote !== null && !busy && holds && form.reason.trim().length >= 3;
  function onKeyDown(event: KeyboardEvent) {
    if (event.key !== "Enter" || !(event.metaKey || event.ctrlKey)) return;
    event.preventDefault();
    if (settled) void request.send();
  }
  return (
    // biome-ignore lint/a11y/noStaticElementInteractions: a shortcut beside the button of the same name.
    <div className="space-y-6" onKeyDown={onKeyDown}>
      <RefundWish
        invoice={invoice}
        form={form}
        left={quote?.money.left ?? null}
        onChange={change}
      />
      {refused && <RefundRefusal of={refused} zone={invoice.zone} />}
      <section aria-label={t("region")} aria-busy={busy} className={busy ? "opacity-60" : ""}>
        {quote && (
          <Shown {...{ invoice, quote, form, change, busy }} of={quote.policies[form.policy]} />
        )}
        {!quote && busy && <p className="text-muted">{t("working")}</p>}
      </section>
      <Why form={form} onChange={change} />
      <ConfirmRefund
        {...{ invoice, quote, form, settled, busy, onLeave }}
        sending={request.sending}
        onConfirm={() => void request.send()}
        onOver={() => void shown.renew()}
      />
    </div>
  );
}

type ShownProps = {
  invoice: RefundedInvoice;
  quote: RefundQuote;
  form: RefundForm;
  of: PolicyRow;
  busy: boolean;
  change: (some: Partial<RefundForm>) => void;
};

function Shown({ invoice, quote, form, of, busy, change }: ShownProps) {
  const t = useTranslations("refunds.sheet");
  return (
    <div className="space-y-6">
      <div aria-live="polite" aria-atomic="true">
        {!busy && <RefundSentence quote={quote} of={of} />}
      </div>
      <RefundMoney of={quote.money} />
      <PolicyChoice
        of={quote.policies}
        chosen={form.policy}
        onChoose={(policy) => change({ policy })}
      />
      <HowSlices of={of} currency={of.shortValue.currency} />
      {of.short > 0n && (
        <Choices
          legend={t("shortfall")}
          options={shortfalls}
          of={form.shortfall}
          words={(shortfall) => t(`shortfallIs.${shortfall}`)}
          onChoose={(shortfall) => change({ shortfall })}
        />
      )}
      <RefundGrants of={of} zone={invoice.zone} />
      <RefundNotes {...{ invoice, quote, form, of }} />
      <RefundMail {...{ invoice, quote, form, of }} />
    </div>
  );
}

function Why({ form, onChange }: { form: RefundForm; onChange: ShownProps["change"] }) {
  const t = useTranslations("refunds.sheet");
  const [reason, note] = [useId(), useId()];
  return (
    <div className="grid gap-4 sm:grid-cols-2">
      <div>
        <label htmlFor={reason} className="block text-small text-muted">
          {t("reason")}
        </label>
        <input
          id={reason}
          required
          minLength={3}
          maxLength={500}
          autoComplete="off"
          value={form.reason}
          onChange={({ target }) => onChange({ reason: target.value })}
          className={field}
        />
      </div>
      <div>
        <label htmlFor={note} className="block text-small text-muted">
          {t("note")}
        </label>
        <input
          id={note}
          maxLength={4_000}
          autoComplete="off"
          value={form.note}
          onChange={({ target }) => onChange({ note: target.value })}
          className={field}
        />
      </div>
    </div>
  );
}

/** Asks once at a time, under this tab's key; what was not done is told, and shown anew where it is stale. */
function useRequest({
  invoice,
  form,
  acts,
  shown,
  onDone,
}: Pick<Props, "invoice" | "acts" | "onDone"> & {
  form: RefundForm;
  shown: ReturnType<typeof useRefundQuote>;
}) {
  const [sending, setSending] = useState(false);
  // Taken as the form opens: one that was sent from another tab meanwhile is not sent from here as well.
  const key = useRef("");
  useEffect(() => {
    key.current = formKey(invoice.id);
  }, [invoice.id]);
  async function send() {
    const { quote } = shown;
    if (!quote || sending) return; // a double click is one wish
    setSending(true);
    const { policy, shortfall } = form;
    const [reason, body] = [form.reason.trim(), form.note.trim()];
    const asked = { quoteId: quote.quoteId, policy, shortfall, reason };
    const said = await acts.request({ ...asked, idempotencyKey: key.current });
    if (said.ok) {
      forgetFormKey(invoice.id);
      if (body) await acts.note({ account: invoice.account, body, pinned: false });
      return onDone(said.value);
    }
    setSending(false);
    if (said.code === "idempotency_key_reused") {
      forgetFormKey(invoice.id);
      key.current = formKey(invoice.id);
    }
    if (said.code === "quote_stale" || said.code === "quote_used") return await shown.renew(said);
    shown.refuse(said);
  }
  return { sending, send };
}
