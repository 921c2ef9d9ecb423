import { useTranslations } from "next-intl";

type Said = {
  act: string;
  subject: string | null;
  subjectName: string | null;
  before: Record<string, unknown> | null;
  after: Record<string, unknown> | null;
  reason: string | null;
};

const nouns = [
  "account",
  "adjustment",
  "alert_rule",
  "api_key",
  "auditor_file",
  "auditor_link",
  "auditor_session",
  "auto_top_up",
  "billing_details",
  "discount",
  "dispute",
  "dispute_file",
  "event",
  "export",
  "invitation",
  "member",
  "note",
  "payment_method",
  "refund",
  "session",
  "staff",
  "staff_task",
  "tax",
  "webhook",
  "webhook_secret",
] as const;
const verbs = ["added", "changed", "removed", "replayed", "resent", "taken"] as const;

/** What was done, in words, what it was before and after, and why. */
export function ActWords({ of }: { of: Said }) {
  const t = useTranslations("console.act");
  const [noun, verb] = of.act.split(".");
  const thing = nouns.find((one) => one === noun);
  const done = verbs.find((one) => one === verb);
  const about = of.subjectName ?? nameIn(of.after) ?? nameIn(of.before);
  return (
    <>
      {thing && done ? t("said", { thing: t(`thing.${thing}`), done: t(`done.${done}`) }) : of.act}
      {about && ` · ${about}`}
      <Changes before={of.before} after={of.after} />
      {of.reason && <span className="block text-small">{t("because", { reason: of.reason })}</span>}
    </>
  );
}

/** What a thing is called, where its row says so. */
function nameIn(row: Record<string, unknown> | null): string | null {
  const named = row?.name ?? row?.email ?? row?.url ?? row?.kind;
  return typeof named === "string" ? named : null;
}

/** Field by field: of a change what was and what is, of what came or went all that it said. */
function Changes({ before, after }: Pick<Said, "before" | "after">) {
  const t = useTranslations("console.act");
  const fields = [...new Set([...Object.keys(before ?? {}), ...Object.keys(after ?? {})])];
  if (fields.length === 0) return null;
  return (
    <details className="text-small">
      <summary className="cursor-pointer text-muted">
        {t("fields", { count: fields.length })}
      </summary>
      <dl className="mt-1 grid grid-cols-[auto_1fr] gap-x-4">
        {fields.map((field) => (
          <div key={field} className="col-span-2 grid grid-cols-subgrid">
            <dt className="text-muted">
              <code>{field}</code>
            </dt>
            <dd className="min-w-0 wrap-anywhere">
              {before && field in before && after && <del>{text(before[field])}</del>}
              {before && field in before && after && " → "}
              {after ? text(after[field]) : text(before?.[field])}
            </dd>
          </div>
        ))}
      </dl>
    </details>
  );
}

function text(value: unknown): string {
  if (value === null || value === undefined) return "–";
  return typeof value === "string" ? value : JSON.stringify(value);
}
