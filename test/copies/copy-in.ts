import pg from "pg";

type Wire = { sendCopyFromChunk(lines: Buffer): void; endCopyFrom(): void };

/** A COPY … FROM STDIN: the driver's own query, but for what it answers when it is asked for the rows. */
class CopyIn extends pg.Query {
  constructor(
    text: string,
    private readonly lines: Buffer,
    readonly callback: (error: Error | null) => void,
  ) {
    super(text);
  }

  /** The driver calls it; its own refuses. */
  handleCopyInResponse(wire: Wire): void {
    wire.sendCopyFromChunk(this.lines);
    wire.endCopyFrom();
  }
}

/** Sends lines of COPY's text format into a table, by one statement on an open connection. */
export async function copyIn(client: pg.Client, into: string, lines: string): Promise<void> {
  await new Promise<void>((resolve, reject) => {
    const settle = (error: Error | null) => (error ? reject(error) : resolve());
    client.query(new CopyIn(`copy ${into} from stdin`, Buffer.from(lines), settle));
  });
}
