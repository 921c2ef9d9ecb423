import { Section } from "../section";

/** What an address names and the account does not have. */
export function NotThere({ title, text }: { title: string; text: string }) {
  return (
    <Section title={title}>
      <p className="text-muted">{text}</p>
    </Section>
  );
}
