// Loaded into every child of the supervisor (node --import): when the supervisor disappears, however
// it does, the channel to it closes, and the child finishes what it is doing and ends.
import { subscribe } from "node:diagnostics_channel";

const drainMs = 25_000;

// Not in what the child starts itself: Next's build workers inherit the flag and need their own channel.
if (process.channel && process.env.TETHERED_TO === String(process.ppid)) {
  process.once("disconnect", () => {
    process.kill(process.pid, "SIGTERM");
    setTimeout(() => process.exit(1), drainMs).unref();
  });
  process.channel.unref();
}

// A server that was asked to stop takes no new connections and waits for those it has, but busy clients
// keep theirs for ever: from then on every answer is the last on its connection.
subscribe("http.server.request.start", ({ server, response }) => {
  if (!server.listening && !response.headersSent) response.setHeader("connection", "close");
});
