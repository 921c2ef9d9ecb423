import { readdirSync, readFileSync } from "node:fs";
import { dirname, join, posix, relative } from "node:path";

export type Import = {
  path: string;
  dynamic: boolean;
  typeOnly: boolean;
};

/** A source file as the rules see it: comments gone, imports resolved to paths below the root. */
export type Source = {
  file: string;
  text: string;
  code: string;
  imports: (Import & { target: string })[];
};

/** Every TypeScript file of a folder, read once. */
export function sources(folder: string): Source[] {
  return sourceFiles(folder).map((file) => {
    const text = readFileSync(file, "utf8");
    const code = withoutComments(text);
    const imports = importsOf(code).map((one) => ({ ...one, target: resolve(file, one.path) }));
    return { file, text, code, imports };
  });
}

function sourceFiles(folder: string): string[] {
  return readdirSync(folder, { recursive: true, encoding: "utf8" })
    .filter((name) => /\.(tsx?|mjs)$/.test(name) && !name.includes("node_modules"))
    .map((name) => join(folder, name));
}

/** Static, bare, re-exporting and dynamic imports, in the order of the kinds. */
export function importsOf(code: string): Import[] {
  const found: Import[] = [];
  for (const [, type, path = ""] of code.matchAll(
    /\b(?:import|export)\s+(type\s)?[\w\s{},*$]*?\bfrom\s*["'`]([^"'`]+)["'`]/g,
  )) {
    found.push({ path, dynamic: false, typeOnly: type !== undefined });
  }
  for (const [, path = ""] of code.matchAll(/\bimport\s*["'`]([^"'`]+)["'`]/g)) {
    found.push({ path, dynamic: false, typeOnly: false });
  }
  for (const [, path = ""] of code.matchAll(
    /\b(?:import|require|vi\.mock|vi\.importActual)\(\s*["'`]([^"'`]+)["'`]/g,
  )) {
    found.push({ path, dynamic: true, typeOnly: false });
  }
  return found;
}

/** Source without comments; strings stay as they are, so `//` inside one is no comment. */
export function withoutComments(text: string): string {
  return text.replaceAll(
    /("(?:\\.|[^"\\\n])*"|'(?:\\.|[^'\\\n])*'|`(?:\\.|[^`\\])*`)|\/\*[\s\S]*?\*\/|(?<!:)\/\/[^\n]*/g,
    (_match, string: string | undefined) => string ?? "",
  );
}

/** `src/billing/ledger/post` for both `@/billing/ledger/post` and `./post`; packages stay bare. */
export function resolve(file: string, path: string): string {
  if (path.startsWith("@/")) return `src/${path.slice(2)}`;
  if (path.startsWith(".")) return posix.normalize(posix.join(dirname(file), path));
  return path;
}

/** `billing` for `src/billing/ledger/post`, undefined for a package or a file outside src. */
export function folderOf(target: string): string | undefined {
  return target.startsWith("src/") ? relative("src", target).split("/")[0] : undefined;
}
