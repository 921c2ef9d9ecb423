import type { LaunchOptions } from "@playwright/test";
import chromium from "@sparticuz/chromium";

/** Arguments of the packaged browser that end it, or make it unlike a customer's. */
const unwanted = [
  "--single-process", // with it the second context ends the browser
  "--no-zygote",
  "--headless", // Playwright says which
  "--disable-web-security",
  "--allow-running-insecure-content",
  // Drawing by a made-up graphics card costs twice what drawing without one does.
  "--in-process-gpu",
  "--use-gl",
  "--use-angle",
  "--enable-unsafe-swiftshader",
  "--ignore-gpu-blocklist",
];

/** Chromium would otherwise look for updates and variations on the network. */
const quiet = [
  "--disable-background-networking",
  "--disable-component-update",
  "--disable-sync",
  "--disable-client-side-phishing-detection",
  "--no-first-run",
  "--disable-gpu",
];

/** On Linux x64 the browser comes with the packages; elsewhere an installed Chrome is used. */
export async function browserOptions(): Promise<LaunchOptions> {
  if (process.platform !== "linux" || process.arch !== "x64") return { channel: "chrome" };
  const args = chromium.args.filter((one) => !unwanted.some((start) => one.startsWith(start)));
  return { executablePath: await chromium.executablePath(), args: [...args, ...quiet] };
}
