import { expect, test } from "vitest";
import { isCountry } from "./countries";

test("a country is known by the code ISO assigned it, in capitals", () => {
  expect(["DE", "GB", "JP", "XK", "UK", "de", "EU", "", "DEU"].filter(isCountry)).toEqual([
    ...["DE", "GB", "JP"],
  ]);
  const letters = [..."ABCDEFGHIJKLMNOPQRSTUVWXYZ"];
  const all = letters.flatMap((first) => letters.map((second) => first + second));
  expect(all.filter(isCountry)).toHaveLength(249);
});
