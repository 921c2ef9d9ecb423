import type { Db, Tx } from "@/db/client";
import { inTransaction } from "@/db/transaction";

export type Mailing<News> = {
  /** The news that has waited longest; no other worker sees it until this transaction ends. */
  take: (tx: Tx) => Promise<News | undefined>;
  mail: (tx: Tx, news: News) => Promise<void>;
  note: (tx: Tx, news: News) => Promise<void>;
};

/** Writes the mails of all there is to tell: mails and the note that they are written are one commit. How many it were. */
export async function mailEach<News>(db: Db, { take, mail, note }: Mailing<News>): Promise<number> {
  for (let written = 0; ; written += 1) {
    const found = await inTransaction(db, async (tx) => {
      const news = await take(tx);
      if (news === undefined) return false;
      await mail(tx, news);
      await note(tx, news);
      return true;
    });
    if (!found) return written;
  }
}
