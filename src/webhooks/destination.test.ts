import { expect, test } from "vitest";
import { type Policy, whyNotUrl } from "./destination";
import { post } from "./post";

const strict: Policy = { also: [], ports: [443] };
const here: Policy = { also: ["loopback"], ports: [443] };
const within: Policy = { also: ["loopback", "private"], ports: [443] };

const forbiddenByText = [
  "http://example.com/",
  "https://example.com:8443/",
  "https://example.com:80/",
  "https://user:secret@example.com/",
  "https://example.com/#part",
  "ftp://example.com/",
  "file:///etc/passwd",
  "gopher://example.com/",
  "data:text/plain,hello",
  "//example.com/",
  "example.com",
  "",
  `https://example.com/${"a".repeat(2_000)}`,
  "https://127.0.0.1/",
  "https://127.1/",
  "https://127.0.0.53/",
  "https://2130706433/",
  "https://0x7f000001/",
  "https://0x7f.1/",
  "https://017700000001/",
  "https://0177.0.0.1/",
  "https://0/",
  "https://0.0.0.0/",
  "https://10.0.0.1/",
  "https://10.255.255.255/",
  "https://012.0.0.1/",
  "https://172.16.0.1/",
  "https://172.31.255.254/",
  "https://192.168.1.1/",
  "https://100.64.0.1/",
  "https://100.127.255.254/",
  "https://169.254.169.254/latest/meta-data/",
  "https://2852039166/latest/meta-data/",
  "https://0xa9fea9fe/",
  "https://192.0.0.192/",
  "https://192.0.2.1/",
  "https://198.18.0.1/",
  "https://198.51.100.7/",
  "https://203.0.113.9/",
  "https://224.0.0.1/",
  "https://240.0.0.1/",
  "https://255.255.255.255/",
  "https://①②⑦.0.0.1/",
  "https://[::1]/",
  "https://[::]/",
  "https://[0:0:0:0:0:0:0:1]/",
  "https://[::ffff:127.0.0.1]/",
  "https://[::ffff:7f00:1]/",
  "https://[::ffff:169.254.169.254]/",
  "https://[::ffff:10.0.0.1]/",
  "https://[::127.0.0.1]/",
  "https://[64:ff9b::a00:1]/",
  "https://[64:ff9b:1::a00:1]/",
  "https://[2002:7f00:1::]/",
  "https://[2001::1]/",
  "https://[2001:db8::1]/",
  "https://[3fff::1]/",
  "https://[fc00::1]/",
  "https://[fd00:ec2::254]/",
  "https://[fe80::1]/",
  "https://[fec0::1]/",
  "https://[ff02::1]/",
  "https://[100::1]/",
];

test.each(forbiddenByText)(
  "%s is refused by its text, and its name is not asked for",
  async (url) => {
    const resolve = () => expect.unreachable();
    expect(whyNotUrl(url, strict)).toMatch(/^must /);
    const outcome = await post({ url, body: "{}", headers: {} }, strict, { resolve });
    expect(outcome).toMatchObject({ status: null, problem: "address" });
  },
);

test("public addresses pass the text: names, and both families", () => {
  for (const host of ["example.com", "93.184.216.34", "[2606:2800:220:1::1]", "xn--e1afmkfd.com"]) {
    expect(whyNotUrl(`https://${host}/hook?x=1`, strict)).toBeUndefined();
    expect(whyNotUrl(`https://${host}:443/hook`, strict)).toBeUndefined();
  }
  expect(whyNotUrl("https://example.com:8443/", { also: [], ports: [443, 8443] })).toBeUndefined();
});

test("loopback does not mean the rest of the network, nor what nobody serves from", () => {
  expect(whyNotUrl("http://127.0.0.1:3999/", here)).toBeUndefined();
  expect(whyNotUrl("http://[::1]:3999/", here)).toBeUndefined();
  expect(whyNotUrl("http://10.0.0.1/", here)).toBeDefined();
  expect(whyNotUrl("http://10.0.0.1/", within)).toBeUndefined();
  for (const policy of [here, within]) {
    expect(whyNotUrl("http://169.254.169.254/", policy)).toBeDefined();
    expect(whyNotUrl("http://0.0.0.0/", policy)).toBeDefined();
  }
});
