const accented: Record<string, string> = {
  ...pairs("abcdefghijklmnopqrstuvwxyz", "àƀçđéƒĝĥîĵķļɱñöþǫŕšţûṽŵẋýž"),
  ...pairs("ABCDEFGHIJKLMNOPQRSTUVWXYZ", "ÀƁÇĐÉƑĜĤÎĴĶĻṀÑÖÞǪŔŠŢÛṼŴẊÝŽ"),
};

type Tree = { [key: string]: string | Tree };

/** All messages in the pseudo-locale, made from the English ones. */
export function pseudoMessages<T extends Tree>(messages: T): T {
  const entries = Object.entries(messages).map(([key, value]) => [
    key,
    typeof value === "string" ? pseudo(value) : pseudoMessages(value),
  ]);
  return Object.fromEntries(entries) as T;
}

/**
 * Alters the words of an ICU message and leaves its arguments, branch names and tags as they are; a
 * third longer, in brackets, so that what is cut off or put together from pieces shows.
 */
export function pseudo(message: string): string {
  let words = 0;
  // What each open brace began: an argument, or the text of one of its branches.
  const inside: ("argument" | "text")[] = ["text"];
  const altered = message.replace(/<\/?\w+\s*\/?>|./gsu, (part) => {
    const within = inside.at(-1);
    if (part === "{") inside.push(within === "text" ? "argument" : "text");
    else if (part === "}") inside.pop();
    else if (within === "text") {
      words += part in accented ? 1 : 0;
      return accented[part] ?? part;
    }
    return part;
  });
  return `[${altered}${padding(Math.ceil(words / 3))}]`;
}

/** In pieces as long as words are, so that it breaks over lines where words would. */
function padding(length: number): string {
  return "~".repeat(length).replaceAll(/~{5}(?=~)/g, "~~~~~ ");
}

function pairs(from: string, to: string): Record<string, string> {
  const targets = [...to];
  return Object.fromEntries([...from].map((letter, index) => [letter, targets[index] ?? letter]));
}
