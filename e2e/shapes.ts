type Shape = { name: string; path?: (path: string) => string; headers?: Record<string, string> };

const rsc = { rsc: "1" };
const five = (name: string) => Array.from({ length: 5 }, () => name).join(":");

/**
 * Ways to ask for a page that have got round a proxy, a matcher or a cache somewhere (FAULTS A7). `path`
 * is the page's own.
 */
export const shapes: Shape[] = [
  { name: "as it is" },
  { name: "the subrequest header", headers: { "x-middleware-subrequest": "middleware" } },
  { name: "the same, five deep", headers: { "x-middleware-subrequest": five("middleware") } },
  { name: "five deep, in src", headers: { "x-middleware-subrequest": five("src/middleware") } },
  { name: "five deep, proxy", headers: { "x-middleware-subrequest": five("src/proxy") } },
  { name: "an invoked path", headers: { "x-invoke-path": "/", "x-invoke-status": "200" } },
  { name: "a rewritten address", headers: { "x-original-url": "/", "x-rewrite-url": "/" } },
  { name: "a matched path", headers: { "x-matched-path": "/", "x-nextjs-data": "1" } },
  { name: "next's own override", headers: { "x-middleware-override-headers": "cookie" } },
  { name: "a preview", headers: { "x-prerender-revalidate": "1", purpose: "prefetch" } },
  { name: "a flight", headers: rsc },
  { name: "a flight by address", path: (path) => `${path}?_rsc=1a2b3`, headers: rsc },
  { name: "a prefetch", headers: { ...rsc, "next-router-prefetch": "1" } },
  {
    name: "a prefetch of the tree",
    headers: { ...rsc, "next-router-prefetch": "1", "next-router-segment-prefetch": "/_tree" },
  },
  {
    name: "a prefetch of the page",
    headers: {
      ...rsc,
      "next-router-prefetch": "1",
      "next-router-segment-prefetch": "/!KHBvcnRhbCk/__PAGE__",
    },
  },
  {
    name: "a router state",
    headers: { ...rsc, "next-router-state-tree": "%5B%22%22%2C%7B%7D%5D" },
  },
  { name: "a file of the flight", path: (path) => `${trimmed(path) || "/index"}.rsc` },
  { name: "a segment's file", path: (path) => `${trimmed(path)}.segments/_tree.segment.rsc` },
  {
    name: "the pages router's data",
    path: (path) => `/_next/data/build/${path.slice(1) || "index"}.json`,
  },
  { name: "a JSON ending", path: (path) => `${trimmed(path) || "/index"}.json` },
  { name: "a picture's ending", path: (path) => `${trimmed(path) || "/index"}.png` },
  { name: "two slashes before", path: (path) => `/${path}` },
  { name: "a slash after", path: (path) => `${trimmed(path)}/` },
  { name: "a coded slash", path: (path) => `/%2f${path.slice(1)}` },
  { name: "coded letters", path: (path) => path.replace(/[a-z]/, coded) },
  {
    name: "coded twice",
    path: (path) => path.replace(/[a-z]/, (one) => coded(one).replace("%", "%25")),
  },
  { name: "a way round", path: (path) => `/api/health/../..${path}` },
  { name: "a coded way round", path: (path) => `/_next/static/%2e%2e/%2e%2e${path}` },
  { name: "a backslash", path: (path) => `/\\${path.slice(1)}` },
  { name: "in capitals", path: (path) => path.toUpperCase() },
  { name: "a dot after", path: (path) => `${trimmed(path)}/.` },
  { name: "matrix parameters", path: (path) => `${trimmed(path)};a=b` },
  { name: "a null", path: (path) => `${trimmed(path)}%00` },
  { name: "a language before", path: (path) => `/de${path}` },
  { name: "the folder's own name", path: (path) => `/(portal)${path}` },
  {
    name: "an injected parameter",
    path: (path) => `${path}?nxtPid=1&nextInternalLocale=de&__nextLocale=de`,
  },
  {
    name: "the image service",
    path: (path) => `/_next/image?url=${encodeURIComponent(path)}&w=64&q=75`,
  },
];

function trimmed(path: string): string {
  return path === "/" ? "" : path;
}

function coded(letter: string): string {
  return `%${letter.charCodeAt(0).toString(16)}`;
}
