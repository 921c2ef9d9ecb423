import { Section } from "../section";

const steps = [
  {
    title: "Take a plan or a pack",
    text: "You do that in the app you use. The credits stand here at once.",
  },
  {
    title: "Use the first credits",
    text: "Each use is taken from your balance the moment it happens.",
  },
  {
    title: "See what is left",
    text: "Balance, period, invoices and every entry are listed here, to the last credit and cent.",
  },
];

/** The page of an account nothing has happened on yet: what comes next, not what is missing. */
export function FirstSteps() {
  return (
    <Section title="How it starts">
      <ol className="grid gap-x-10 gap-y-6 sm:grid-cols-3">
        {steps.map(({ title, text }, index) => (
          <li key={title} className="flex gap-4">
            <span aria-hidden="true" className="font-serif text-figure text-green">
              {index + 1}
            </span>
            <span>
              <span className="block font-serif text-title">{title}</span>
              <span className="text-muted">{text}</span>
            </span>
          </li>
        ))}
      </ol>
    </Section>
  );
}
