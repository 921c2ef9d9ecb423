import { execFileSync } from "node:child_process";
import { mkdirSync, readdirSync, readFileSync, rmSync, writeFileSync } from "node:fs";
import { join } from "node:path";
import { build } from "esbuild";
import { node24, root } from "./lib/install.mjs";

/**
 * Makes dist/client, a package an app backend installs: one file of code with everything in it, one file
 * of types that needs nothing, and no dependencies.
 */
const out = process.argv[2] ?? join(root, "dist", "client");
rmSync(out, { recursive: true, force: true });
mkdirSync(out, { recursive: true });

const { version, license } = JSON.parse(readFileSync(join(root, "package.json"), "utf8"));
const entry = join(root, "src", "client", "index.ts");
const common = { entryPoints: [entry], bundle: true, target: "es2022", platform: "neutral" };
const resolve = { mainFields: ["module", "main"], conditions: ["import", "default"] };
await build({ ...common, ...resolve, format: "esm", outfile: join(out, "index.js") });
await build({ ...common, ...resolve, format: "cjs", outfile: join(out, "index.cjs") });

const types = typesInOneFile();
writeFileSync(join(out, "index.d.ts"), types);
writeFileSync(join(out, "index.d.cts"), types);
writeFileSync(
  join(out, "package.json"),
  `${JSON.stringify(
    {
      name: "tallybook",
      version,
      description: "The typed client of Tallybook for app backends.",
      license,
      type: "module",
      sideEffects: false,
      engines: { node: ">=20" },
      exports: {
        ".": {
          import: { types: "./index.d.ts", default: "./index.js" },
          require: { types: "./index.d.cts", default: "./index.cjs" },
        },
      },
      files: ["index.js", "index.cjs", "index.d.ts", "index.d.cts"],
    },
    null,
    2,
  )}\n`,
);

/** The declarations of the files that have public types, without the imports between them. */
function typesInOneFile() {
  const emitted = join(out, "types");
  execFileSync(
    node24(),
    [
      join(root, "node_modules/typescript/bin/tsc"),
      ...[entry, "--ignoreConfig", "--declaration", "--emitDeclarationOnly", "--outDir", emitted],
      ...["--target", "es2022", "--module", "esnext", "--moduleResolution", "bundler"],
      ...["--skipLibCheck", "--strict", "--types", "node"],
    ],
    { cwd: root, stdio: ["ignore", "inherit", "inherit"] },
  );
  // What a caller never sees stays out; the entry comes last.
  const inner = ["gather.d.ts", "transport.d.ts", "index.d.ts"];
  const files = readdirSync(emitted).filter((name) => !inner.includes(name));
  const text = [...files, "index.d.ts"]
    .map((name) => readFileSync(join(emitted, name), "utf8"))
    .join("\n")
    .replaceAll(/^(?:import|export) (?:type )?(?:\{[^}]*\}|\*) from "\.\/[^"]*";\n/gm, "")
    .replaceAll(/^\/\/ biome-ignore.*\n/gm, "");
  rmSync(emitted, { recursive: true });
  if (/\bfrom "|import\(/.test(text))
    throw new Error("The client's types reach outside their file");
  return text;
}
