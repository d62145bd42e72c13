import type { Problem } from "./problem.ts";

/** What can be wrong about amounts, finance plans and the ledger. */
export const moneyProblems = {
  "amount-ambiguous": {
    status: 422,
    title: { de: "Betrag mehrdeutig", en: "Ambiguous amount" },
    detail: {
      de: "„{text}“ kann Tausender oder Nachkommastellen meinen. Bitte mit zwei Stellen für Cent schreiben, etwa 1234,00.",
      en: "“{text}” may mean thousands or decimals. Please write two digits for the cents, such as 1234.00.",
    },
  },
  "amount-invalid": {
    status: 422,
    title: { de: "Kein Betrag", en: "Not an amount" },
    detail: {
      de: "„{text}“ ist kein Betrag in Euro und Cent. Bitte so schreiben: 1.234,56 oder 1234,56.",
      en: "“{text}” is not an amount in euros and cents. Please write it like this: 1,234.56 or 1234.56.",
    },
  },
  "amount-out-of-range": {
    status: 422,
    title: { de: "Betrag außerhalb des Bereichs", en: "Amount out of range" },
    detail: {
      de: "Beträge sind ganze Cent bis höchstens {maxDe}. Bitte den Betrag prüfen.",
      en: "Amounts are whole cents of up to {maxEn}. Please check the amount.",
    },
  },
  "split-weights-invalid": {
    status: 422,
    title: { de: "Aufteilung nicht möglich", en: "Cannot be split" },
    detail: {
      de: "Anteile sind ganze Zahlen ab 0, und mindestens einer muss größer als 0 sein.",
      en: "Shares are whole numbers from 0 upwards, and at least one must be greater than 0.",
    },
  },
  "base-rate-missing": {
    status: 422,
    title: { de: "Basiszinssatz fehlt", en: "Base rate missing" },
    detail: {
      de: "Für den {dayDe} ist kein Basiszinssatz (§ 247 BGB) hinterlegt. Bitte ergänzen Sie ihn bei den Basiszinssätzen.",
      en: "No base rate (§ 247 BGB) is known for {dayEn}. Please add it to the base rates.",
    },
  },
  "finance-plan-empty": {
    status: 422,
    title: { de: "Finanzplan leer", en: "Finance plan is empty" },
    detail: {
      de: "Der Kosten- und Finanzierungsplan braucht mindestens eine Ausgabe über 0 € und eine Finanzierung.",
      en: "The cost and financing plan needs at least one cost above €0 and one source of financing.",
    },
  },
  "finance-plan-unbalanced": {
    status: 422,
    title: { de: "Finanzplan nicht ausgeglichen", en: "Finance plan does not balance" },
    detail: {
      de: "Ausgaben {costDe}, Finanzierung {financingDe}: {gapDe}. Beide Seiten müssen auf den Cent gleich sein.",
      en: "Costs {costEn}, financing {financingEn}: {gapEn}. Both sides must be equal to the cent.",
    },
  },
  "finance-plan-line-negative": {
    status: 422,
    title: { de: "Negativer Betrag im Finanzplan", en: "Negative amount in the finance plan" },
    detail: {
      de: "„{label}“ steht mit {amountDe} im Plan. Bitte Beträge ab 0 € angeben; Einnahmen gehören zur Finanzierung.",
      en: "“{label}” is in the plan with {amountEn}. Please give amounts of €0 or more; revenue belongs to the financing.",
    },
  },
  "finance-plan-unit-missing": {
    status: 422,
    title: { de: "Pauschale ohne Menge", en: "Lump sum without a quantity" },
    detail: {
      de: "„{label}“ ist eine Pauschale je Einheit. Bitte Menge und Satz angeben.",
      en: "“{label}” is a lump sum per unit. Please give its quantity and rate.",
    },
  },
  "finance-plan-unit-mismatch": {
    status: 422,
    title: { de: "Menge mal Satz ergibt einen anderen Betrag", en: "Quantity times rate is another amount" },
    detail: {
      de: "„{label}“: Menge mal Satz ergibt {expectedDe}, angegeben sind {amountDe}.",
      en: "“{label}”: quantity times rate is {expectedEn}, but {amountEn} is given.",
    },
  },
  "finance-plan-quantity-invalid": {
    status: 422,
    title: { de: "Menge ungültig", en: "Invalid quantity" },
    detail: {
      de: "Die Menge {quantityDe} ist nicht möglich. Bitte eine Zahl ab 0 mit höchstens zwei Nachkommastellen angeben.",
      en: "The quantity {quantityEn} is not possible. Please give a number of 0 or more with at most two decimals.",
    },
  },
  "finance-plan-in-kind-not-counted": {
    status: 422,
    title: { de: "Eigenleistungen zählen hier nicht", en: "In-kind contributions do not count here" },
    detail: {
      de: "Dieses Programm rechnet Eigenleistungen nicht an. Bitte sie auf beiden Seiten des Plans weglassen.",
      en: "This programme does not count in-kind contributions. Please leave them out on both sides of the plan.",
    },
  },
  "finance-plan-in-kind-mixed": {
    status: 422,
    title: {
      de: "Eigenleistungen auf beiden Seiten verschieden",
      en: "In-kind contributions differ between the sides",
    },
    detail: {
      de: "Eigenleistungen stehen mit {costDe} bei den Ausgaben und mit {financingDe} bei der Finanzierung. Sie decken nur sich selbst, daher müssen beide gleich sein.",
      en: "In-kind contributions are {costEn} among the costs and {financingEn} in the financing. They cover only themselves, so both must be equal.",
    },
  },
  "full-financing-with-other-funds": {
    status: 422,
    title: { de: "Vollfinanzierung mit anderen Mitteln", en: "Full financing with other funds" },
    detail: {
      de: "Bei Vollfinanzierung sind weder Eigen- noch Drittmittel geplant. Bitte die Finanzierungsart oder den Plan ändern.",
      en: "Full financing has neither own nor third-party funds. Please change the type of financing or the plan.",
    },
  },
  "ledger-amount-invalid": {
    status: 422,
    title: { de: "Buchungsbetrag ungültig", en: "Invalid ledger amount" },
    detail: {
      de: "Der Betrag {amountDe} ist für die Buchung „{kindDe}“ nicht möglich. Beträge sind ganze Cent über 0; nur Stornos sind negativ.",
      en: "The amount {amountEn} is not possible for the entry “{kindEn}”. Amounts are whole cents above 0; only reversals are negative.",
    },
  },
  "ledger-below-zero": {
    status: 409,
    title: { de: "Mehr freigegeben als gebunden", en: "More released than is held" },
    detail: {
      de: "Die Buchung gibt {missingDe} mehr frei, als vorgemerkt oder bewilligt ist.",
      en: "The entry releases {missingEn} more than is reserved or committed.",
    },
  },
  "ledger-reversal-final": {
    status: 409,
    title: { de: "Storno bleibt stehen", en: "A reversal is final" },
    detail: {
      de: "Ein Storno lässt sich nicht stornieren. Bitte den Betrag neu buchen.",
      en: "A reversal cannot be reversed. Please book the amount again.",
    },
  },
  "over-commitment": {
    status: 409,
    title: { de: "Nicht genug freie Mittel", en: "Not enough free money" },
    detail: {
      de: "Dafür sind {freeDe} verfügbar, es fehlen {missingDe}.",
      en: "{freeEn} is available for this, {missingEn} is missing.",
    },
  },
  "amount-over-cap": {
    status: 422,
    title: { de: "Über der Obergrenze", en: "Above the cap" },
    detail: {
      de: "{amountDe} liegen über der Obergrenze von {capDe}.",
      en: "{amountEn} is above the cap of {capEn}.",
    },
  },
  "vote-amount-missing": {
    status: 422,
    title: { de: "Geringerer Betrag fehlt", en: "Lower amount missing" },
    detail: {
      de: "Wird ein geringerer Betrag empfohlen, muss er genannt sein und unter den beantragten {requestedDe} liegen.",
      en: "A recommendation with a lower amount has to name it, and it has to be below the {requestedEn} that were requested.",
    },
  },
  "fast-lane-missing": {
    status: 422,
    title: { de: "Kein vereinfachtes Verfahren", en: "No fast lane" },
    detail: {
      de: "Der Fonds kennt kein vereinfachtes Verfahren: Ein Höchstbetrag dafür ist nicht festgelegt.",
      en: "The fund has no fast lane: no largest amount has been set for it.",
    },
  },
  "meeting-of-other-committee": {
    status: 422,
    title: { de: "Sitzung eines anderen Gremiums", en: "Meeting of another committee" },
    detail: {
      de: "Über den Fonds entscheidet „{decides}“, nicht „{meets}“. Bitte wählen Sie eine Sitzung von „{decides}“.",
      en: "“{decides}” decides on the fund, not “{meets}”. Please choose a meeting of “{decides}”.",
    },
  },
  "nothing-requested": {
    status: 422,
    title: { de: "Keine Zuwendung beantragt", en: "No grant requested" },
    detail: {
      de: "Der Finanzierungsplan beantragt keine Zuwendung. Bitte tragen Sie den Betrag ein, den der Fonds übernehmen soll.",
      en: "The financing plan requests no grant. Please enter the amount that the fund is to pay.",
    },
  },
  "fund-year-missing": {
    status: 422,
    title: { de: "Haushaltsjahr fehlt", en: "Fund year missing" },
    detail: {
      de: "Für den Fonds gibt es kein Haushaltsjahr {year}. Bitte zuerst anlegen und Mittel zuweisen.",
      en: "The fund has no year {year}. Please create it and allocate money first.",
    },
  },
  "entry-not-reversible": {
    status: 409,
    title: { de: "Buchung nicht stornierbar", en: "Entry cannot be reversed" },
    detail: {
      de: "Diese Buchung ist schon storniert oder selbst ein Storno.",
      en: "This entry has been reversed already or is a reversal itself.",
    },
  },
  "use-is-recorded": {
    status: 409,
    title: { de: "Verwendung ist erfasst", en: "Use is recorded" },
    detail: {
      de: "Der Tag der Verwendung kann berichtigt, aber nicht gelöscht werden. Bitte den richtigen Tag angeben.",
      en: "The day of use can be corrected but not removed. Please give the right day.",
    },
  },
} as const satisfies Record<string, Problem>;
