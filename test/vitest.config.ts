import { fileURLToPath } from "node:url";
import { defineConfig } from "vitest/config";

const root = fileURLToPath(new URL("..", import.meta.url));
const resolve = { alias: { "@": `${root}src` } };

// Sandbox mode whatever the shell says: no test may reach a real database or mail server.
const env = { DATABASE_URL: "", SANDBOX: "1", LOG_LEVEL: "silent" };

export default defineConfig({
  test: {
    maxWorkers: 2,
    projects: [
      {
        root,
        resolve,
        test: {
          name: "unit",
          // Modules are read once a worker, not once a file: less than half the time. What is pure keeps nothing.
          isolate: false,
          // The layout, the Stripe simulator and the gateway need no database: they are held in the short lane.
          include: [
            "src/**/*.test.{ts,tsx}",
            "scripts/**/*.test.mjs",
            "test/architecture.test.ts",
            "test/simulator/**/*.test.ts",
            "test/gateway/**/*.test.ts",
          ],
          setupFiles: ["test/setup/properties.ts"],
          env,
          testTimeout: 20_000,
        },
      },
      {
        root,
        resolve,
        test: {
          name: "database",
          include: ["test/**/*.test.ts"],
          exclude: ["test/architecture.test.ts", "test/simulator/**", "test/gateway/**"],
          globalSetup: ["test/setup/global-setup.ts"],
          setupFiles: ["test/setup/properties.ts", "test/setup/database.ts"],
          env,
          // A process a worker, so that modules are read once: a third of all that was computed. What a test
          // changes of the process it puts back; hooks that every file needs are asked for in its set-up.
          pool: "forks",
          isolate: false,
          testTimeout: 60_000,
          hookTimeout: 60_000,
        },
      },
    ],
  },
});
