import { Amount } from "../amount";
import { Credits } from "../credits";

type Props = { asset: string; amount: bigint; bare?: boolean };

/** So much of an asset: credits or money. */
export function Unit({ asset, amount, bare = false }: Props) {
  if (asset === "credit") return <Credits of={amount} unit={!bare} />;
  return <Amount of={{ minor: amount, currency: asset }} />;
}
