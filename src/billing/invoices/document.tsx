import { Document, Page, renderToBuffer, Text, View } from "@react-pdf/renderer";
import type { ReactElement } from "react";
import { letteringFor } from "./document-fonts";
import { styles } from "./document-styles";
import { piecesOf, unmarked } from "./lettering";
import { type Leaf, leavesOf } from "./page-breaks";
import { type Labelled, limited, type Party, type Sheet, type SheetLine } from "./sheet";

/** A sheet as a PDF. The same sheet gives the same bytes, whenever and wherever it is printed. */
export async function printDocument(given: Sheet): Promise<Uint8Array> {
  const whole = limited(given);
  const lettering = await letteringFor(textsOf(whole));
  const sheet = mapTexts(whole, lettering.printable);
  const { families } = lettering;
  return await renderToBuffer(<Printed {...{ sheet, families }} />);
}

function Printed({ sheet, families }: { sheet: Sheet; families: readonly string[] }) {
  const { title, number, issuedAt, seller, language } = sheet;
  const page = [styles.page, { fontFamily: families as unknown as string }];
  const leaves = leavesOf(sheet);
  return (
    <Document
      title={unmarked(`${title} ${number}`)}
      author={unmarked(seller.name)}
      creator="Tallybook"
      producer="Tallybook"
      language={language}
      creationDate={issuedAt}
      modificationDate={issuedAt}
    >
      {leaves.map((leaf, index) => (
        // biome-ignore lint/suspicious/noArrayIndexKey: nothing of a printed sheet ever moves.
        <Page key={index} size="A4" style={page}>
          {index === 0 && <Head sheet={sheet} />}
          <Lines leaf={leaf} columns={sheet.columns} />
          {index === leaves.length - 1 && (
            <View wrap={false}>
              <Totals sheet={sheet} />
              <Notes sheet={sheet} />
            </View>
          )}
          <Foot sheet={sheet} />
        </Page>
      ))}
    </Document>
  );
}

function Head({ sheet }: { sheet: Sheet }) {
  const { title, number, seller, buyer, facts } = sheet;
  return (
    <>
      <View style={styles.title}>
        <Say style={styles.sellerName}>{seller.name}</Say>
        <View style={styles.end}>
          <Say style={styles.heading}>{title}</Say>
          <Say style={styles.number}>{number}</Say>
        </View>
      </View>
      <View style={styles.parties}>
        <Address party={seller} />
        <Address party={buyer} />
        <View style={styles.facts}>
          {facts.map((fact) => (
            <Fact key={fact.label} {...fact} />
          ))}
        </View>
      </View>
    </>
  );
}

function Address({ party: { label, name, lines } }: { party: Party }) {
  return (
    <View style={styles.address}>
      <Say style={styles.label}>{label}</Say>
      <Say style={styles.strong}>{name}</Say>
      {lines.map((line, index) => (
        // biome-ignore lint/suspicious/noArrayIndexKey: lines of an address may be equal, and never move.
        <Say key={index}>{line}</Say>
      ))}
    </View>
  );
}

function Fact({ label, value }: Labelled) {
  return (
    <View style={styles.fact}>
      <Say style={styles.label}>{label}</Say>
      <Say>{value}</Say>
    </View>
  );
}

function Lines({ leaf, columns }: { leaf: Leaf; columns: Sheet["columns"] }) {
  return (
    <View>
      <View fixed style={styles.tableHead}>
        <Say style={styles.whatHead}>{columns.what}</Say>
        <Say style={styles.quantityHead}>{columns.quantity}</Say>
        <Say style={styles.priceHead}>{columns.unitPrice}</Say>
        <Say style={styles.amountHead}>{columns.amount}</Say>
      </View>
      {leaf.map((item, index) =>
        "line" in item ? (
          // biome-ignore lint/suspicious/noArrayIndexKey: the same.
          <Row key={index} line={item.line} />
        ) : (
          // biome-ignore lint/suspicious/noArrayIndexKey: the same.
          <Say key={index} style={styles.groupHeading}>
            {item.heading}
          </Say>
        ),
      )}
    </View>
  );
}

// A line of ordinary length stays on one page; one that is longer than a page could not.
const longLine = 1_200;

function Row({ line: { what, notes, quantity, unitPrice, amount } }: { line: SheetLine }) {
  const isLong = what.length + notes.join("").length > longLine;
  return (
    <View style={styles.row} wrap={isLong}>
      <View style={styles.what}>
        <Say>{what}</Say>
        {notes.length > 0 && <Say style={styles.note}>{notes.join("\n")}</Say>}
      </View>
      <Say style={styles.quantity}>{quantity}</Say>
      <Say style={styles.price}>{unitPrice}</Say>
      <Say style={styles.amount}>{amount}</Say>
    </View>
  );
}

function Totals({ sheet: { totals, taxes } }: { sheet: Sheet }) {
  return (
    <View style={styles.sums}>
      <View style={styles.taxes}>
        {taxes &&
          [taxes.columns, ...taxes.rows].map((row, index) => (
            // biome-ignore lint/suspicious/noArrayIndexKey: the same.
            <View key={index} style={index === 0 ? styles.taxHead : styles.taxRow}>
              <Say style={styles.taxRate}>{row.rate}</Say>
              <Say style={styles.taxFigure}>{row.base}</Say>
              <Say style={styles.taxFigure}>{row.tax}</Say>
            </View>
          ))}
      </View>
      <View style={styles.totals}>
        {totals.map(({ label, value, strong }) => (
          <View key={label} style={strong ? styles.totalStrong : styles.total}>
            <Say style={styles.totalLabel}>{label}</Say>
            <Say style={styles.totalValue}>{value}</Say>
          </View>
        ))}
      </View>
    </View>
  );
}

function Notes({ sheet: { notes, footer } }: { sheet: Sheet }) {
  return (
    <View style={styles.notes}>
      {notes.map((note) => (
        <Say key={note} style={styles.noteBelow}>
          {note}
        </Say>
      ))}
      {footer !== null && <Say style={styles.footer}>{footer}</Say>}
    </View>
  );
}

function Foot({ sheet: { title, number, pageOf } }: { sheet: Sheet }) {
  return (
    <View fixed style={styles.foot}>
      <Say>{`${title} ${number}`}</Say>
      <Text
        render={({ pageNumber, totalPages }) =>
          pageOf.replace("{page}", String(pageNumber)).replace("{pages}", String(totalPages))
        }
      />
    </View>
  );
}

/** A text, from right to left and at the right edge of its field where it begins so. */
function Say({ style, children }: { style?: object; children: string }): ReactElement {
  const direction = startsRightToLeft(children) ? styles.rightToLeft : {};
  const pieces = piecesOf(children);
  return (
    <Text style={[direction, style ?? {}]}>
      {pieces.map(({ text, font }, index) =>
        font === null ? (
          text
        ) : (
          // biome-ignore lint/suspicious/noArrayIndexKey: the same.
          <Text key={index} style={[direction, { fontFamily: font }]}>
            {text}
          </Text>
        ),
      )}
    </Text>
  );
}

function startsRightToLeft(text: string): boolean {
  const first = text.match(/\p{L}/u)?.[0] ?? "";
  return /[\p{Script=Arabic}\p{Script=Hebrew}\p{Script=Syriac}\p{Script=Thaana}]/u.test(first);
}

/** Every text of a sheet, changed. */
function mapTexts<Part>(part: Part, change: (text: string) => string): Part {
  if (typeof part === "string") return change(part) as Part;
  if (Array.isArray(part)) return part.map((one) => mapTexts(one, change)) as Part;
  if (part === null || typeof part !== "object" || part instanceof Date) return part;
  const entries = Object.entries(part).map(([key, value]) => [key, mapTexts(value, change)]);
  return Object.fromEntries(entries) as Part;
}

function textsOf(sheet: Sheet): Set<string> {
  const texts = new Set(["□…0123456789"]);
  mapTexts(sheet, (text) => {
    texts.add(text.normalize("NFC"));
    return text;
  });
  return texts;
}
