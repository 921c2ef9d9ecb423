import { BlockList, isIP } from "node:net";

/** What an address of the network is to us. `never`: nobody has a service of ours to reach there. */
export type Reach = "public" | "loopback" | "private" | "never";

// The IANA special-purpose registries of IPv4 and IPv6, as of 2026-01, and what older RFCs left behind.
const loopback = listOf(["127.0.0.0/8"], ["::1/128"]);
const inside = listOf(
  ["10.0.0.0/8", "100.64.0.0/10", "172.16.0.0/12", "192.168.0.0/16"],
  ["fc00::/7"],
);
const unreachable = listOf(
  [
    ...["0.0.0.0/8", "169.254.0.0/16", "192.0.0.0/24", "192.0.2.0/24", "192.88.99.0/24"],
    ...["198.18.0.0/15", "198.51.100.0/24", "203.0.113.0/24", "224.0.0.0/4", "240.0.0.0/4"],
  ],
  // Teredo, ORCHID, documentation and 6to4 lie within what is handed out to the public.
  ["2001::/23", "2001:db8::/32", "2002::/16", "3fff::/20"],
);
const handedOut = listOf([], ["2000::/3"]);

/** Where an address leads, whatever way it is written that a resolver may answer. */
export function reachOf(address: string): Reach {
  const bare = address.replace(/%.*$/, ""); // an interface: fe80::1%eth0
  const embedded = embeddedIn(bare);
  if (embedded) return reachOf(embedded);
  const family = isIP(bare);
  if (family === 0) return "never";
  const kind = family === 4 ? "ipv4" : "ipv6";
  if (loopback.check(bare, kind)) return "loopback";
  if (inside.check(bare, kind)) return "private";
  if (unreachable.check(bare, kind)) return "never";
  // Of IPv6 only what was handed out is anybody's; link-local, multicast and NAT64 fall away with it.
  return family === 4 || handedOut.check(bare, kind) ? "public" : "never";
}

/** `::ffff:127.0.0.1` and `::ffff:7f00:1` are 127.0.0.1. */
function embeddedIn(address: string): string | undefined {
  if (isIP(address) !== 6) return undefined;
  const written = new URL(`http://[${address}]`).hostname.slice(1, -1);
  const [, high, low] = /^::ffff:([0-9a-f]{1,4}):([0-9a-f]{1,4})$/.exec(written) ?? [];
  if (high === undefined || low === undefined) return undefined;
  const bits = (Number.parseInt(high, 16) << 16) | Number.parseInt(low, 16);
  return [24, 16, 8, 0].map((shift) => (bits >>> shift) & 255).join(".");
}

function listOf(v4: readonly string[], v6: readonly string[]): BlockList {
  const list = new BlockList();
  for (const [subnets, kind] of [[v4, "ipv4"] as const, [v6, "ipv6"] as const]) {
    for (const subnet of subnets) {
      const [network = "", bits] = subnet.split("/");
      list.addSubnet(network, Number(bits), kind);
    }
  }
  return list;
}
