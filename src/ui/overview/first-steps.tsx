import { Section } from "../section";

const steps = [
  {
    title: "Credits arrive",
    text: "With a plan every period, or with a pack when you buy one. Both start in the app you use.",
  },
  {
    title: "You use them",
    text: "Each use is taken from the credits that expire soonest, and listed here the moment it happens.",
  },
  {
    title: "You see what is left",
    text: "Balance, period, invoices and every entry stand on this page, to the last credit and cent.",
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
