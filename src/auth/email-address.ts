const plainAddress = /^[^\s@<>"(),:;\\[\]]{1,64}@[a-z0-9](?:[a-z0-9.-]{0,250}[a-z0-9])?$/;

/**
 * The one spelling of an e-mail address, or undefined when it is none.
 *
 * NFKC comes before the check, so that a full-width ＠ or a look-alike letter cannot pass as something
 * it only becomes later (FAULTS A12). Control characters would let a line into the mail's header.
 */
export function normalEmail(typed: string): string | undefined {
  const email = typed.normalize("NFKC").trim().toLowerCase();
  return plainAddress.test(email) && !/\p{Cc}/u.test(email) ? email : undefined;
}
