"use client";

import { useTranslations } from "next-intl";
import { useState } from "react";
import { History } from "../audit/history";
import { Section } from "../section";
import { quietButton } from "../settings/buttons";
import { Confirm } from "../settings/confirm";
import { useAct } from "../settings/use-act";
import { SecretDialog } from "../webhooks/secret";
import { When } from "../when";
import type { ApiKey, KeyActs } from "./data";
import { NewKey } from "./new-key";

type Props = { keys: ApiKey[]; scopes: readonly string[]; zone: string; now: Date; acts: KeyActs };

/** AK1, AK2: the keys of app backends. A key's text is seen once, when it is made. */
export function ApiKeys({ keys, scopes, zone, now, acts }: Props) {
  const t = useTranslations("console.keys");
  const [secret, setSecret] = useState<string>();
  return (
    <>
      <Section title={t("list")}>
        {keys.length === 0 ? (
          <p className="text-muted">{t("none")}</p>
        ) : (
          <table className="ledger">
            <caption className="sr-only">{t("caption")}</caption>
            <thead>
              <tr>
                <th scope="col">{t("key")}</th>
                <th scope="col" className="max-lg:hidden">
                  {t("scopes")}
                </th>
                <th scope="col" className="max-md:hidden">
                  {t("lastUsed")}
                </th>
                <th scope="col">{t("state")}</th>
              </tr>
            </thead>
            <tbody>
              {keys.map((key) => (
                <Row key={key.prefix} of={key} {...{ zone, now, acts }} onSecret={setSecret} />
              ))}
            </tbody>
          </table>
        )}
      </Section>
      <NewKey scopes={scopes} act={acts.create} onSecret={setSecret} />
      {secret && <SecretDialog of="key" secret={secret} onClose={() => setSecret(undefined)} />}
    </>
  );
}

type RowProps = {
  of: ApiKey;
  zone: string;
  now: Date;
  acts: KeyActs;
  onSecret: (key: string) => void;
};

function Row({ of, zone, now, acts, onSecret }: RowProps) {
  const t = useTranslations("console.keys");
  const ended = of.revokedAt ?? (of.expiresAt && of.expiresAt <= now ? of.expiresAt : null);
  return (
    <tr data-row>
      <th scope="row" className="font-normal">
        {of.name}
        <code className="block text-small text-muted wrap-anywhere">{`${of.prefix}…`}</code>
        <History subject={of.prefix} name={of.name} may />
      </th>
      <td className="text-small wrap-anywhere max-lg:hidden">{of.scopes.join(" ")}</td>
      <td className="max-md:hidden">
        {of.lastUsedAt ? <When at={of.lastUsedAt} zone={zone} as="instant" /> : t("never")}
        {of.lastUsedIp && (
          <span className="block text-small text-muted wrap-anywhere">
            {t.rich("lastUsedFrom", { ip: () => <code>{of.lastUsedIp}</code> })}
          </span>
        )}
      </td>
      <td>
        {ended ? (
          <span className="text-muted">
            {t(of.revokedAt ? "revoked" : "expired")} <When at={ended} zone={zone} />
          </span>
        ) : (
          <>
            {of.expiresAt ? t("until") : t("usable")}{" "}
            {of.expiresAt && <When at={of.expiresAt} zone={zone} as="instant" />}
            <RowActs of={of} acts={acts} onSecret={onSecret} />
          </>
        )}
      </td>
    </tr>
  );
}

// Long enough for an app to be deployed with the new one.
const overlapHours = 24;

function RowActs({
  of: { prefix, name },
  acts,
  onSecret,
}: Pick<RowProps, "of" | "acts" | "onSecret">) {
  const t = useTranslations("console.keys");
  const rotate = useAct(acts.rotate, () => t("rotated"));
  const revoke = useAct(acts.revoke, () => t("isRevoked"));
  return (
    <span className="flex flex-wrap gap-x-4">
      <button
        type="button"
        disabled={rotate.busy}
        aria-label={t("rotateOf", { name })}
        onClick={async () => {
          const done = await rotate.run({ prefix, overlapHours });
          if (done?.ok) onSecret(done.value.key);
        }}
        className={quietButton}
      >
        {t("rotate")}
      </button>
      <Confirm
        button={t("revoke")}
        label={t("revokeOf", { name })}
        title={t("dialog.title", { name })}
        text={t("dialog.text")}
        confirm={t("revoke")}
        busy={revoke.busy}
        onConfirm={() => revoke.run({ prefix })}
      />
    </span>
  );
}
