"use client";

import { useTranslations } from "next-intl";
import { useId, useState } from "react";
import { quietButton } from "../settings/buttons";
import { useAct } from "../settings/use-act";
import { useToast } from "../toast";
import type { Dispute, DisputeActs, EvidenceFile } from "./data";
import { fieldName } from "./field-name";

const largest = 5 * 1_048_576;
const types = ["application/pdf", "image/png", "image/jpeg"];
const packField = "uncategorized_file";
const link = "text-green underline underline-offset-4 wrap-anywhere";

type Props = { of: Dispute; acts: DisputeActs | null };

/** The files that go with the answer, one for each field; without acts they can only be looked at. */
export function EvidenceFiles({ of, acts }: Props) {
  const t = useTranslations("disputes.files");
  const held = of.files.map(({ field }) => field);
  const shown = acts ? [...new Set([...of.fields.files, ...held])] : held;
  return (
    <div className="mt-6 max-w-4xl">
      <h3 className="text-body font-semibold">{t("title")}</h3>
      {acts && <p className="mb-2 max-w-prose text-small text-muted">{t("text")}</p>}
      <ul className="divide-y divide-rule">
        {shown.map((name) => (
          <Slot
            key={name}
            name={name}
            of={of}
            file={of.files.find(({ field }) => field === name)}
            acts={acts}
          />
        ))}
      </ul>
      <p className="mt-3 flex flex-wrap gap-x-6 gap-y-1">
        {acts && <Pack of={of} attach={acts.attachPack} />}
        <a
          href={`/api/export/evidence?dispute=${of.disputeId}`}
          download
          className={`${link} min-h-6 py-1 text-small`}
        >
          {t("lookAtPack")}
        </a>
      </p>
    </div>
  );
}

function Pack({ of, attach }: { of: Dispute; attach: DisputeActs["attachPack"] }) {
  const t = useTranslations("disputes.files");
  const pack = useAct(attach, () => t("packAdded"));
  return (
    <button
      type="button"
      disabled={pack.busy}
      onClick={() => void pack.run({ disputeId: of.disputeId })}
      className={quietButton}
    >
      {t(pack.busy ? "packing" : "pack")}
    </button>
  );
}

type SlotProps = Props & { name: string; file: EvidenceFile | undefined };

function Slot({ name, of, file, acts }: SlotProps) {
  const t = useTranslations("disputes.files");
  const names = useTranslations("disputes.field");
  const label = names(fieldName(name));
  return (
    <li className="grid gap-x-6 gap-y-1 py-2 sm:grid-cols-[1fr_auto]">
      <span className="min-w-0">
        {label}
        {name === packField && acts && (
          <span className="block text-small text-muted">{t("packHere")}</span>
        )}
        {file && (
          <span className="block text-small">
            <a
              href={`/api/export/evidence?dispute=${of.disputeId}&file=${file.fileId}`}
              download
              className={link}
            >
              {file.name}
            </a>{" "}
            <span className="text-muted">{t("size", { kb: Math.ceil(file.size / 1024) })}</span>
          </span>
        )}
      </span>
      {acts && <Choose {...{ name, label, of, acts }} has={file !== undefined} />}
    </li>
  );
}

type ChooseProps = { name: string; label: string; of: Dispute; acts: DisputeActs; has: boolean };

function Choose({ name, label, of, acts, has }: ChooseProps) {
  const t = useTranslations("disputes.files");
  const toast = useToast();
  const id = useId();
  const [reading, setReading] = useState(false);
  const add = useAct(acts.addFile, () => t("added"));
  const remove = useAct(acts.removeFile, () => t("removed"));
  const which = { disputeId: of.disputeId, field: name };
  async function take(file: File | undefined) {
    if (!file) return;
    // The server checks again, by what is in it; this saves the way there.
    if (!types.includes(file.type)) return toast(t("wrongType"), "failed");
    if (file.size > largest) return toast(t("tooLarge"), "failed");
    setReading(true);
    const bytes = base64Of(new Uint8Array(await file.arrayBuffer()));
    setReading(false);
    await add.run({ ...which, name: file.name.slice(0, 200), bytes });
  }
  return (
    <span className="flex flex-wrap items-baseline gap-x-4">
      <label
        htmlFor={id}
        className={`${quietButton} cursor-pointer has-[:focus-visible]:outline-2 has-[:focus-visible]:outline-current`}
      >
        {t(reading || add.busy ? "adding" : has ? "replace" : "choose")}
        <span className="sr-only"> {label}</span>
        <input
          id={id}
          type="file"
          accept={types.join(",")}
          disabled={reading || add.busy}
          onChange={({ target }) => {
            void take(target.files?.[0]);
            target.value = "";
          }}
          className="sr-only"
        />
      </label>
      {has && (
        <button
          type="button"
          aria-label={t("removeOf", { name: label })}
          disabled={remove.busy}
          onClick={() => void remove.run(which)}
          className={quietButton}
        >
          {t("remove")}
        </button>
      )}
    </span>
  );
}

function base64Of(bytes: Uint8Array): string {
  const step = 32_768;
  let text = "";
  for (let at = 0; at < bytes.length; at += step) {
    text += String.fromCharCode(...bytes.subarray(at, at + step));
  }
  return btoa(text);
}
