const name = "tallybook-single-keys";

/** Whether keys without Ctrl or ⌘ are shortcuts here: they are, until somebody turns them off. */
export function singleKeysOn(): boolean {
  try {
    return localStorage.getItem(name) !== "off";
  } catch {
    return true; // a browser that keeps nothing
  }
}

export function setSingleKeys(on: boolean): void {
  try {
    localStorage.setItem(name, on ? "on" : "off");
  } catch {
    // A browser that keeps nothing asks again on the next page.
  }
}
