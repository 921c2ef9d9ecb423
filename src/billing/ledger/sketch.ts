import { hash as digest } from "node:crypto";

/** Where both chains of an account end: how many rows each has, and the hash of the last one. */
export type Head = {
  accountId: string;
  version: bigint;
  hash: Buffer | null;
  position: bigint;
  actHash: Buffer | null;
};

/** Ends of chains that stand in one of two pictures alone; hashes are their first bytes. */
export type Differing = { was: Head[]; is: Head[]; all: boolean };

const [parts, cellsEach] = [3, 40];
const hashBytes = 8;
const itemBytes = 16 + 6 + hashBytes + 6 + hashBytes;
const cellBytes = 4 + itemBytes + 4;

const sketchBytes = parts * cellsEach * cellBytes;

/**
 * A few kilobytes that stand for any number of chains' ends, out of which the ones that differ can be read again, some
 * dozens of them: each end is added by exclusive or to three cells, and of two sketches the same ends cancel out
 * (an invertible Bloom lookup table).
 */
export class Sketch {
  private constructor(private readonly cells: Buffer) {}

  static empty(): Sketch {
    return new Sketch(Buffer.alloc(sketchBytes));
  }

  static from(bytes: Buffer): Sketch | undefined {
    return bytes.length === sketchBytes ? new Sketch(Buffer.from(bytes)) : undefined;
  }

  bytes(): Buffer {
    return Buffer.from(this.cells);
  }

  add(head: Head): void {
    this.move(itemOf(head), 1);
  }

  /** What stands in this one alone, and in the other alone. */
  against(other: Sketch): Differing {
    const left = new Sketch(Buffer.from(this.cells));
    for (let at = 0; at < sketchBytes; at += cellBytes) left.subtract(other.cells, at);
    const found: Differing = { was: [], is: [], all: true };
    for (let next = left.single(); next; next = left.single()) {
      found[next.count === 1 ? "was" : "is"].push(headOf(next.item));
      left.move(next.item, next.count === 1 ? -1 : 1);
    }
    return { ...found, all: left.cells.every((byte) => byte === 0) };
  }

  private move(item: Buffer, count: 1 | -1): void {
    const sum = checkOf(item);
    for (const at of placesOf(item)) {
      this.cells.writeInt32BE(this.cells.readInt32BE(at) + count, at);
      mix(this.cells, at + 4, item);
      mix(this.cells, at + 4 + itemBytes, sum);
    }
  }

  private subtract(other: Buffer, at: number): void {
    this.cells.writeInt32BE(this.cells.readInt32BE(at) - other.readInt32BE(at), at);
    mix(this.cells, at + 4, other.subarray(at + 4, at + cellBytes));
  }

  /** A cell in which one end is left: its sums are that end's own. */
  private single(): { item: Buffer; count: number } | undefined {
    for (let at = 0; at < sketchBytes; at += cellBytes) {
      const count = this.cells.readInt32BE(at);
      if (count !== 1 && count !== -1) continue;
      const item = Buffer.from(this.cells.subarray(at + 4, at + 4 + itemBytes));
      const sum = this.cells.subarray(at + 4 + itemBytes, at + cellBytes);
      if (checkOf(item).equals(sum)) return { item, count };
    }
    return undefined;
  }
}

function itemOf({ accountId, version, hash, position, actHash }: Head): Buffer {
  const item = Buffer.alloc(itemBytes);
  Buffer.from(accountId.replaceAll("-", ""), "hex").copy(item);
  item.writeUIntBE(Number(version), 16, 6);
  hash?.copy(item, 22, 0, hashBytes);
  item.writeUIntBE(Number(position), 22 + hashBytes, 6);
  actHash?.copy(item, 28 + hashBytes, 0, hashBytes);
  return item;
}

function headOf(item: Buffer): Head {
  const id = item.toString("hex", 0, 16);
  return {
    accountId: id.replace(/^(.{8})(.{4})(.{4})(.{4})/, "$1-$2-$3-$4-"),
    version: BigInt(item.readUIntBE(16, 6)),
    hash: item.subarray(22, 22 + hashBytes),
    position: BigInt(item.readUIntBE(22 + hashBytes, 6)),
    actHash: item.subarray(28 + hashBytes),
  };
}

function placesOf(item: Buffer): number[] {
  const chosen = digest("sha256", item, "buffer");
  return Array.from({ length: parts }, (_, part) => {
    const cell = chosen.readUInt32BE(4 * part) % cellsEach;
    return (part * cellsEach + cell) * cellBytes;
  });
}

function checkOf(item: Buffer): Buffer {
  return digest("sha256", item, "buffer").subarray(28);
}

function mix(into: Buffer, at: number, bytes: Buffer): void {
  for (const [index, byte] of bytes.entries()) into[at + index] = (into[at + index] ?? 0) ^ byte;
}
