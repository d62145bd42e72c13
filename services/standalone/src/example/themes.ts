/** A topic table with what it found; needs name the finding they follow from by its place in the list. */
export interface ExampleTheme {
  readonly key: string;
  readonly title: string;
  readonly method: "guided-questions" | "discursive";
  readonly findings: readonly ExampleFinding[];
  readonly needs: readonly ExampleNeed[];
}

interface ExampleFinding {
  readonly kind: "offer" | "expected-task" | "statement";
  readonly description: string;
}

interface ExampleNeed {
  readonly key: string;
  readonly title: string;
  readonly priority: 1 | 2 | 3;
  readonly finding?: number;
}

const offer = (description: string): ExampleFinding => ({ kind: "offer", description });
const expected = (description: string): ExampleFinding => ({ kind: "expected-task", description });
const statement = (description: string): ExampleFinding => ({ kind: "statement", description });

/** The six tables of the council paper, in its order; the sixth worked discursively and has statements only. */
export const themes: readonly ExampleTheme[] = [
  {
    key: "encounter",
    title: "Begegnungsmöglichkeiten und gesellschaftliche Teilhabe",
    method: "guided-questions",
    findings: [
      offer("Offenes Café im Gemeindehaus, donnerstags am Nachmittag"),
      offer("Sportvereine laden zum Schnuppertraining ein"),
      offer("Stadtbücherei mit Vorlesestunde in vier Sprachen"),
      expected("Wer aus der Unterkunft auszieht, verliert den täglichen Kontakt zu Ehrenamtlichen"),
      expected("Begegnung muss auch in den Dörfern ohne Busverbindung am Abend möglich sein"),
    ],
    needs: [
      {
        key: "open-places",
        title: "Orte für zwanglose Begegnung ohne Anmeldung und ohne Verzehrzwang",
        priority: 1,
        finding: 3,
      },
      {
        key: "village-meetings",
        title: "Begegnungsangebote in den Dörfern des Amtes",
        priority: 2,
        finding: 4,
      },
      { key: "shared-culture", title: "Feste und Kultur, die alle gemeinsam vorbereiten", priority: 2 },
    ],
  },
  {
    key: "education",
    title: "Eingliederung in das Bildungssystem",
    method: "guided-questions",
    findings: [
      offer("Integrationskurse der Volkshochschule mit Wartezeit"),
      offer("DaZ-Zentrum an der Schule am See"),
      expected("Junge Erwachsene ohne Schulabschluss sind für die Berufsschule zu alt"),
      expected("Eltern kennen das deutsche Schulsystem nicht und erreichen die Elternabende nicht"),
    ],
    needs: [
      {
        key: "language-bridge",
        title: "Sprachkurse für alle, die auf einen Kursplatz warten",
        priority: 1,
        finding: 0,
      },
      { key: "parents", title: "Elternlotsen für Kita und Schule", priority: 2, finding: 3 },
      { key: "homework", title: "Lernräume am Nachmittag", priority: 3 },
    ],
  },
  {
    key: "work",
    title: "Eingliederung in Arbeit",
    method: "guided-questions",
    findings: [
      offer("Arbeitsmarktberatung des Jobcenters im Rathaus, einmal im Monat"),
      offer("Handwerksbetriebe bieten Praktika an"),
      expected("Die Anerkennung von Abschlüssen dauert länger als ein Jahr"),
    ],
    needs: [
      { key: "mentors", title: "Begleitung in den ersten Monaten einer Ausbildung", priority: 1, finding: 1 },
      {
        key: "recognition",
        title: "Wegweiser durch die Anerkennung von Abschlüssen",
        priority: 2,
        finding: 2,
      },
    ],
  },
  {
    key: "networks",
    title: "Entwicklung von Netzwerkstrukturen",
    method: "guided-questions",
    findings: [
      offer("Runder Tisch Integration, zweimal im Jahr"),
      expected("Angebote überschneiden sich, weil niemand den Überblick hat"),
      expected("Hauptamtliche Stellen laufen aus, das Wissen geht verloren"),
    ],
    needs: [
      { key: "overview", title: "Ein gemeinsamer Überblick über alle Angebote", priority: 1, finding: 1 },
      {
        key: "coordination",
        title: "Eine Stelle, die Ehrenamt und Hauptamt verbindet",
        priority: 2,
        finding: 2,
      },
    ],
  },
  {
    key: "volunteering",
    title: "Förderung von zivilgesellschaftlichem Engagement",
    method: "guided-questions",
    findings: [
      offer("Patenschaften von rund vierzig Ehrenamtlichen"),
      offer("Freiwillige Feuerwehren werben um Nachwuchs"),
      expected("Ehrenamtliche der ersten Stunde hören auf und brauchen Nachfolge"),
    ],
    needs: [
      { key: "training", title: "Fortbildung und Austausch für Ehrenamtliche", priority: 1, finding: 2 },
      { key: "new-volunteers", title: "Wege ins Ehrenamt für Zugewanderte", priority: 2, finding: 1 },
    ],
  },
  {
    key: "participation",
    title: "Partizipation & Eigenverantwortung",
    method: "discursive",
    findings: [
      statement("Beteiligung beginnt dort, wo jemand gefragt wird, bevor etwas beschlossen ist."),
      statement("Wer nur Hilfe empfängt, wird nicht gesehen; wer etwas beiträgt, gehört dazu."),
      statement("Jugendliche wollen über eigenes Geld entscheiden, nicht nur angehört werden."),
      statement("Eigenverantwortung braucht verständliche Auskünfte, keine Broschüren."),
    ],
    needs: [],
  },
];
