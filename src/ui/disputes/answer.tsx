"use client";

import { useTranslations } from "next-intl";
import { type KeyboardEvent, useId, useState } from "react";
import { useLookAgain } from "../look-again";
import { newKey } from "../preview/new-key";
import { Section } from "../section";
import { field } from "../settings/buttons";
import { Confirm } from "../settings/confirm";
import { useAct } from "../settings/use-act";
import { Accept } from "./accept";
import { type Dispute, type DisputeActs, isAnswerable, isInquiry } from "./data";
import { fieldName } from "./field-name";
import { EvidenceFiles } from "./files";
import { useDraft } from "./use-draft";

type Props = { of: Dispute; may: boolean; zone: string; acts: DisputeActs };

/** DQ3, DQ5, DQ6: the answer, or giving it up; once it is sent nothing of it changes. */
export function Answer({ of, may, zone, acts }: Props) {
  const t = useTranslations("disputes.answer");
  if (!isAnswerable(of)) return <Answered of={of} />;
  return (
    <Section title={t("title")} className="print:hidden">
      {of.answer === "failed" && (
        <p role="alert" className="mb-4 border-s-2 border-ochre ps-4">
          {t("failed", { code: of.answerCode ?? "–" })}
        </p>
      )}
      {may ? (
        <>
          <Form of={of} acts={acts} />
          {!isInquiry(of) && (
            <div className="mt-10 border-t border-rule pt-6">
              <p className="mb-3 max-w-prose text-muted">{t("acceptText")}</p>
              <Accept of={of} zone={zone} acts={acts} />
            </div>
          )}
        </>
      ) : (
        <p>{t("mayNot")}</p>
      )}
    </Section>
  );
}

function Form({ of, acts }: Pick<Props, "of" | "acts">) {
  const t = useTranslations("disputes.answer");
  const draft = useDraft(of.disputeId, of.evidence, acts.save);
  const submit = useAct(acts.submit, () => t("isSubmitted"));
  const [key, setKey] = useState(newKey);
  const written = Object.values(draft.texts).some((text) => text.trim() !== "");
  const isEmpty = !written && of.files.length === 0;
  async function send() {
    if (!(await draft.flush())) return;
    const done = await submit.run({ disputeId: of.disputeId, idempotencyKey: key });
    // Where the processor does not take it, the changed answer is another wish.
    if (done?.ok) setKey(newKey());
  }
  function onKeyDown(event: KeyboardEvent) {
    if (event.key !== "Enter" || !(event.metaKey || event.ctrlKey)) return;
    event.preventDefault();
    void draft.flush();
  }
  return (
    // biome-ignore lint/a11y/noStaticElementInteractions: a shortcut for what happens by itself, too.
    <div onKeyDown={onKeyDown}>
      <p className="mb-4 max-w-prose text-muted">{t("text")}</p>
      <div className="grid max-w-4xl gap-x-6 gap-y-4 sm:grid-cols-2">
        {of.fields.texts.map((name) => (
          <Text
            key={name}
            name={name}
            value={draft.texts[name] ?? ""}
            onChange={(text) => draft.change(name, text)}
          />
        ))}
      </div>
      <p role="status" className="mt-2 min-h-6 text-small text-muted">
        {t(`draft.${draft.state}`)}
      </p>
      <EvidenceFiles of={of} acts={acts} />
      <p className="mt-6">
        {isEmpty ? (
          <span className="text-muted">{t("empty")}</span>
        ) : (
          <Confirm
            button={t("submit")}
            title={t("submitTitle")}
            text={t(isInquiry(of) ? "submitInquiryText" : "submitText")}
            confirm={t("submit")}
            main
            busy={submit.busy}
            onConfirm={send}
          />
        )}
      </p>
    </div>
  );
}

const short = ["customer_name", "customer_email_address", "customer_purchase_ip", "service_date"];

type TextProps = { name: string; value: string; onChange: (text: string) => void };

function Text({ name, value, onChange }: TextProps) {
  const t = useTranslations("disputes.field");
  const id = useId();
  const isShort = short.includes(name);
  return (
    <div className={isShort ? "" : "sm:col-span-2"}>
      <label htmlFor={id} className="block text-small text-muted">
        {t(fieldName(name))}
      </label>
      {isShort ? (
        <input
          id={id}
          maxLength={500}
          autoComplete="off"
          value={value}
          onChange={({ target }) => onChange(target.value)}
          className={field}
        />
      ) : (
        <textarea
          id={id}
          rows={3}
          maxLength={20_000}
          value={value}
          onChange={({ target }) => onChange(target.value)}
          className={`${field} py-2`}
        />
      )}
    </div>
  );
}

function Answered({ of }: { of: Dispute }) {
  const t = useTranslations("disputes.answer");
  const isOnItsWay = of.answer === "submitting" || of.answer === "accepting";
  const texts = Object.entries(of.evidence);
  const names = useTranslations("disputes.field");
  return (
    <Section title={t("title")}>
      {isOnItsWay && <OnItsWay />}
      {texts.length + of.files.length === 0 && <p className="text-muted">{t("none")}</p>}
      <dl className="max-w-prose space-y-3 wrap-anywhere">
        {texts.map(([name, text]) => (
          <div key={name}>
            <dt className="text-small text-muted">{names(fieldName(name))}</dt>
            <dd className="whitespace-pre-wrap">{text}</dd>
          </div>
        ))}
      </dl>
      {of.files.length > 0 && <EvidenceFiles of={of} acts={null} />}
    </Section>
  );
}

/** Asked of the processor, and read again until it has said something. */
function OnItsWay() {
  const t = useTranslations("disputes.answer");
  const { isLate } = useLookAgain();
  return (
    <p role="status" className="mb-4">
      {t(isLate ? "late" : "onItsWay")}
    </p>
  );
}
