import { expect, test } from "vitest";
import { backTo } from "./see-other";

test.each([
  ["http://localhost:3000/usage?by=actor", "/usage?by=actor"],
  ["http://localhost:3000/", "/"],
  ["https://evil.test//other.test/x", "/other.test/x"],
  ["https://evil.test/\\other.test", "/other.test"],
  ["https://evil.test/%2f%2fother.test", "/%2f%2fother.test"],
  ["not an address", "/"],
  ["", "/"],
])("a form posted from %j goes back to %j", (referer, path) => {
  const back = backTo(new Headers({ referer }));
  expect(back).toBe(path);
  expect(new URL(back, "http://localhost:3000").origin).toBe("http://localhost:3000");
});
