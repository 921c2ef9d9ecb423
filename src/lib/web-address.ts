/** The origins a setting lists, apart by spaces; undefined when one of them is none. */
export function originsIn(text: string): string[] | undefined {
  const origins = text.split(/\s+/).filter((one) => one !== "");
  return origins.every(isOrigin) ? origins : undefined;
}

/** Who may frame us is named one by one, and comes over https; this machine may come without. */
export function whyNotAncestors(text: string): string | undefined {
  const unsafe = (originsIn(text) ?? []).find((origin) => !keepsSecureCookies(origin));
  return unsafe && `${unsafe} must be https; only localhost may be http`;
}

/** Browsers take Secure cookies over https, and from this machine. */
export function keepsSecureCookies(address: string): boolean {
  const { protocol, hostname } = new URL(address);
  return protocol === "https:" || hostname === "localhost" || hostname === "127.0.0.1";
}

/** The ports a setting lists, apart by spaces. */
export function portsIn(text: string): number[] {
  return text
    .split(/\s+/)
    .filter((one) => one !== "")
    .map(Number);
}

export function whyNotPorts(text: string): string | undefined {
  const ports = portsIn(text);
  const all =
    ports.length > 0 && ports.every((one) => Number.isInteger(one) && one > 0 && one < 65_536);
  return all ? undefined : "lists ports such as 443 8443, apart by spaces";
}

/** Where a customer may be sent back to: a web address, and none that hides its host behind a name. */
export function isWebAddress(text: string): boolean {
  if (text.length > 2000 || !URL.canParse(text)) return false;
  const { protocol, username, password } = new URL(text);
  return /^https?:$/.test(protocol) && username === "" && password === "";
}

/** A path of ours, an https address, or the picture itself. */
export function isLogo(text: string): boolean {
  if (/^\/[^/\\]/.test(text)) return true;
  if (/^data:image\/(png|svg\+xml|webp|jpeg|gif)[;,]/.test(text)) return true;
  return URL.canParse(text) && new URL(text).protocol === "https:";
}

function isOrigin(text: string): boolean {
  // A star would be part of a name to `URL`, and of a rule to a browser.
  if (!URL.canParse(text) || /[*;,'"]/.test(text)) return false;
  const { protocol, origin } = new URL(text);
  return /^https?:$/.test(protocol) && origin === text;
}
