import { getTranslations } from "next-intl/server";
import { staffViewOf } from "@/auth/staff-view";
import { ClientMessages } from "@/ui/client-messages";
import { type CustomerView, customerHref } from "@/ui/customers/address";
import { BesideHead } from "@/ui/customers/beside-head";
import { Overview } from "../../../(portal)/overview";

type Props = { account: string; view: CustomerView };

/**
 * ST6: the customer's own overview, made by the portal's own procedures for the session that looking on
 * opened: nothing else decides who may see it, and what it shows cannot differ from the portal's. Not a
 * frame, since no page of ours may be framed.
 */
export async function Beside({ account, view }: Props) {
  const t = await getTranslations("console.lookOn");
  const looksOn = await staffViewOf(account);
  const back = customerHref(account, view, { before: view.before, beside: false });
  return (
    <ClientMessages of={["shell", "overview", "settings", "alerts", "pay", "plan"]}>
      {looksOn && (
        <p className="mb-8 xl:hidden">
          <a
            href="/"
            className="inline-block min-h-6 py-0.5 text-green underline underline-offset-4"
          >
            {t("go")}
          </a>
        </p>
      )}
      <aside aria-label={t("theirs")} className="max-xl:hidden">
        <BesideHead back={back} ends={looksOn !== null} />
        {looksOn && (
          <Overview
            whatIf={null}
            told={{ here: "/", open: null, panel: null, isElsewhere: true }}
            narrow
          />
        )}
      </aside>
    </ClientMessages>
  );
}
