import { useTranslations } from "next-intl";
import { actionStyle } from "./action-style";
import { ClientMessages } from "./client-messages";
import { OidcForm } from "./oidc-form";

type Realm = "customer" | "staff";

export type Ways = {
  personas: { slug: string; name: string; label: string }[];
  oidc: { id: string; name: string } | null;
  mail: boolean;
};

/** Every way to sign in that is set up here, and nothing that is not. */
export function SignInWays({
  realm,
  ways,
  problem,
}: {
  realm: Realm;
  ways: Ways;
  problem?: string;
}) {
  const t = useTranslations("signIn");
  const none = ways.personas.length === 0 && !ways.oidc && !ways.mail;
  return (
    <div className="space-y-8">
      {problem && (
        <p role="alert" className="border-s-2 border-ochre ps-4">
          {t(problem === "unknown" ? "problem.unknown" : "problem.other")}
        </p>
      )}
      {ways.oidc && (
        <ClientMessages of={["shell", "signIn"]}>
          <OidcForm action={`/api/auth/signin/${ways.oidc.id}`} provider={ways.oidc.name} />
        </ClientMessages>
      )}
      {ways.mail && <MailForm realm={realm} />}
      {ways.personas.length > 0 && <Personas personas={ways.personas} />}
      {none && <p className="text-muted">{t(`none.${realm}`)}</p>}
    </div>
  );
}

function MailForm({ realm }: { realm: Realm }) {
  const t = useTranslations("signIn");
  return (
    <form action="/sign-in/email" method="post" className="space-y-3">
      <input type="hidden" name="realm" value={realm} />
      <label htmlFor="email" className="block">
        {t("email")}
      </label>
      <input
        id="email"
        name="email"
        type="email"
        required
        autoComplete="email"
        className="block min-h-11 w-full border border-muted bg-paper px-3"
      />
      <button type="submit" className={actionStyle}>
        {t("send")}
      </button>
    </form>
  );
}

/** Plain links, not <Link>: a prefetch would sign somebody in. */
function Personas({ personas }: { personas: Ways["personas"] }) {
  const t = useTranslations("signIn");
  return (
    <section aria-labelledby="personas">
      <h2 id="personas" className="mb-1 text-small text-muted">
        {t("personas")}
      </h2>
      <ul className="divide-y divide-rule border-y border-rule">
        {personas.map(({ slug, name, label }) => (
          <li key={slug}>
            <a
              href={`/sign-in/sandbox/${slug}`}
              className="flex min-h-11 flex-wrap items-baseline justify-between gap-x-4 py-2.5 hover:text-green"
            >
              <span className="underline decoration-rule underline-offset-4">{name}</span>
              <span className="text-small text-muted">{label}</span>
            </a>
          </li>
        ))}
      </ul>
    </section>
  );
}
