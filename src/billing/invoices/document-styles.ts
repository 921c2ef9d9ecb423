import { StyleSheet } from "@react-pdf/renderer";

const ink = "#1c1a16";
const muted = "#5f594d";
const rule = "#cfc7b4";

const small = { fontSize: 7.5, color: muted };
const figure = { textAlign: "right" } as const;
const widths = { quantity: "16%", price: "18%", amount: "18%" } as const;
const head = { ...small, paddingBottom: 3 };

/** The ledger page on paper: hairlines, four sizes, money at the right edge. */
export const styles = StyleSheet.create({
  page: {
    ...{ paddingTop: 48, paddingBottom: 64, paddingHorizontal: 48 },
    ...{ fontSize: 9, lineHeight: 1.4, color: ink },
  },
  title: { flexDirection: "row", justifyContent: "space-between", marginBottom: 28 },
  sellerName: { fontSize: 12, fontWeight: 700, width: "55%" },
  end: { alignItems: "flex-end", width: "45%" },
  heading: { fontSize: 18, lineHeight: 1.1 },
  number: { fontSize: 12, marginTop: 4 },
  parties: {
    ...{ flexDirection: "row", borderTopWidth: 0.75, borderTopColor: ink, paddingTop: 10 },
    marginBottom: 24,
  },
  address: { width: "34%", paddingRight: 16 },
  facts: { width: "32%" },
  fact: { marginBottom: 5 },
  label: small,
  strong: { fontWeight: 700 },
  tableHead: {
    ...{ flexDirection: "row", borderBottomWidth: 0.75, borderBottomColor: ink },
    marginBottom: 2,
  },
  whatHead: { ...head, flexGrow: 1, flexBasis: 0 },
  quantityHead: { ...head, ...figure, width: widths.quantity },
  priceHead: { ...head, ...figure, width: widths.price },
  amountHead: { ...head, ...figure, width: widths.amount },
  groupHeading: { ...small, paddingTop: 8 },
  row: {
    ...{ flexDirection: "row", borderBottomWidth: 0.5, borderBottomColor: rule },
    ...{ paddingTop: 4, paddingBottom: 4 },
  },
  what: { flexGrow: 1, flexBasis: 0 },
  note: small,
  quantity: { ...figure, width: widths.quantity, paddingLeft: 6 },
  price: { ...figure, width: widths.price, paddingLeft: 6 },
  amount: { ...figure, width: widths.amount, paddingLeft: 6 },
  sums: { flexDirection: "row", justifyContent: "space-between", marginTop: 14 },
  taxes: { width: "46%" },
  taxHead: { ...small, flexDirection: "row", borderBottomWidth: 0.5, borderBottomColor: rule },
  taxRow: { flexDirection: "row", fontSize: 7.5, paddingTop: 3 },
  taxRate: { flexGrow: 1, flexBasis: 0 },
  taxFigure: { ...figure, width: "30%" },
  totals: { width: "46%" },
  total: { flexDirection: "row", justifyContent: "space-between", paddingVertical: 2 },
  totalStrong: {
    ...{ flexDirection: "row", justifyContent: "space-between", paddingVertical: 4 },
    ...{ fontWeight: 700, borderTopWidth: 0.75, borderTopColor: ink },
  },
  totalLabel: { flexGrow: 1, flexBasis: 0, paddingRight: 8 },
  totalValue: { ...figure },
  notes: { marginTop: 22 },
  noteBelow: { marginBottom: 4 },
  footer: { ...small, marginTop: 10 },
  // From the top: told from the bottom, a text that names the page is nowhere (@react-pdf/renderer 4.9).
  foot: {
    ...{ position: "absolute", top: 790, left: 48, right: 48 },
    ...{ flexDirection: "row", justifyContent: "space-between" },
    ...{ ...small, borderTopWidth: 0.5, borderTopColor: rule, paddingTop: 6 },
  },
  rightToLeft: { direction: "rtl", textAlign: "right" },
});
