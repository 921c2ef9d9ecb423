/**
 * Whether a text may be a person's name. It goes into mail to people who do not know them, so nothing
 * that a mail program makes a link of, and nothing that is invisible or more than a line.
 */
export function isPersonName(text: string): boolean {
  const plain = text.isWellFormed() && text.trim() === text && text.length > 0 && text.length <= 80;
  return plain && !/[/\\:@<>\p{C}\p{Zl}\p{Zp}]|www\.|\.\p{L}{2,}/iu.test(text);
}
