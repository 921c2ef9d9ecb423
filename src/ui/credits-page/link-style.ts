/** A link inside a table or a sentence: tall enough to press. */
export const linkStyle =
  "inline-block min-h-6 py-0.5 underline decoration-rule underline-offset-4 hover:decoration-current";

export const smallLinkStyle = `${linkStyle} text-small text-green`;
