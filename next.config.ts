import type { NextConfig } from "next";
import createNextIntlPlugin from "next-intl/plugin";

const everyAnswer = [
  { key: "X-Content-Type-Options", value: "nosniff" },
  { key: "X-Frame-Options", value: "DENY" },
  // Not "no-referrer": browsers would then call our own forms' origin "null".
  { key: "Referrer-Policy", value: "same-origin" },
  { key: "Cross-Origin-Opener-Policy", value: "same-origin" },
  // A page that may frame us gets no bytes of ours into its own process.
  { key: "Cross-Origin-Resource-Policy", value: "same-origin" },
  { key: "Permissions-Policy", value: "camera=(), microphone=(), geolocation=(), payment=()" },
  // Browsers heed it over https only, so it does no harm on localhost.
  { key: "Strict-Transport-Security", value: "max-age=31536000; includeSubDomains" },
];

const config: NextConfig = {
  output: "standalone",
  poweredByHeader: false,
  // Pictures are served as they are: the service that scales them would fetch any address of ours.
  images: { unoptimized: true },
  reactStrictMode: true,
  // The project's own folder, whatever lockfiles stand in the folders above it.
  outputFileTracingRoot: import.meta.dirname,
  turbopack: { root: import.meta.dirname },
  // Found at run time, not traced: it may hold a whole database.
  outputFileTracingExcludes: { "*": [".data/**", ".test/**", "test/**", "e2e/**"] },
  // The fonts of documents are files that are opened by name.
  outputFileTracingIncludes: {
    "/api/**": [
      "./node_modules/@embedpdf/fonts-*/package.json",
      "./node_modules/@embedpdf/fonts-*/dist/index.cjs",
      "./node_modules/@embedpdf/fonts-*/fonts/*-{Regular,Bold}.{ttf,otf}",
      "./node_modules/@expo-google-fonts/noto-emoji/package.json",
      "./node_modules/@expo-google-fonts/noto-emoji/400Regular/*.ttf",
      "./node_modules/@fontsource/*/package.json",
      "./node_modules/@fontsource/*/files/*-{400,700}-normal.woff",
    ],
  },
  // `npm run check` has looked at the types; a start should not do it again.
  typescript: { ignoreBuildErrors: true },
  serverExternalPackages: [
    "pg",
    "pino",
    "prom-client",
    "nodemailer",
    "@react-pdf/renderer",
    "pdfkit",
  ],
  async headers() {
    return [
      { source: "/:path*", headers: everyAnswer },
      { source: "/api/:path*", headers: [{ key: "Cache-Control", value: "private, no-store" }] },
    ];
  },
  async rewrites() {
    return [{ source: "/metrics", destination: "/api/metrics" }];
  },
};

export default createNextIntlPlugin("./src/app/i18n.ts")(config);
