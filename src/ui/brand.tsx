import { accentCss, brand } from "@/lib/brand";
import { TallyMark } from "./marks";

/** Whose portal this is: the logo and the name, as configured. For server components. */
export function Brand() {
  return (
    <p className="flex items-center gap-2.5 font-serif text-title">
      {brand.logo ? (
        // biome-ignore lint/performance/noImgElement: one small picture from wherever it was configured.
        <img src={brand.logo} alt="" className="h-6 max-w-40 object-contain" />
      ) : (
        <TallyMark className="h-5 w-6 text-green" />
      )}
      {brand.name}
    </p>
  );
}

/** The configured accent, in force before anything is painted. */
export function BrandStyle({ nonce }: { nonce?: string }) {
  const css = accentCss();
  if (!css) return null;
  return (
    // Browsers hide the nonce from scripts, so React would find another one than it sent.
    <style
      nonce={nonce}
      suppressHydrationWarning
      // biome-ignore lint/security/noDangerouslySetInnerHtml: two colours, parsed as such when we started.
      dangerouslySetInnerHTML={{ __html: css }}
    />
  );
}
