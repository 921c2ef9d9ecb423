import type { Logger } from "pino";
import type { MailRun } from "./send-mail";

/** Says what left, and what could not. */
export function tellOfMail(log: Logger, { sent, failed }: MailRun): void {
  if (sent > 0) log.info({ job: "send-mail", sent }, "sent mail");
  for (const { id, error, final } of failed) {
    const said = final
      ? "a mail could not be sent and is given up"
      : "a mail could not be sent yet";
    log.warn({ job: "send-mail", mailId: id, error }, said);
  }
}
