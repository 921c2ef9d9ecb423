import { actionStyle } from "./notice";
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
  const none = ways.personas.length === 0 && !ways.oidc && !ways.mail;
  return (
    <div className="space-y-8">
      {problem && (
        <p role="alert" className="border-s-2 border-ochre ps-4">
          That did not sign you in. {problem === "unknown" && "We know nobody by that address. "}
          Try again, or ask whoever looks after your account.
        </p>
      )}
      {ways.oidc && (
        <OidcForm action={`/api/auth/signin/${ways.oidc.id}`} provider={ways.oidc.name} />
      )}
      {ways.mail && <MailForm realm={realm} />}
      {ways.personas.length > 0 && <Personas personas={ways.personas} />}
      {none && (
        <p className="text-muted">
          {realm === "customer"
            ? "Open this page from the app you use: it signs you in."
            : "No way to sign in is set up for staff."}
        </p>
      )}
    </div>
  );
}

function MailForm({ realm }: { realm: Realm }) {
  return (
    <form action="/sign-in/email" method="post" className="space-y-3">
      <input type="hidden" name="realm" value={realm} />
      <label htmlFor="email" className="block">
        E-mail address
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
        Send me a sign-in link
      </button>
    </form>
  );
}

/** Plain links, not <Link>: a prefetch would sign somebody in. */
function Personas({ personas }: { personas: Ways["personas"] }) {
  return (
    <section aria-labelledby="personas">
      <h2 id="personas" className="mb-1 text-small text-muted">
        This is a sandbox. Look at it as
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
