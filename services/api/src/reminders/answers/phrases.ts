import type { Language } from "@zuwendo/domain";

/** What the pages behind the buttons of a reminder say. */
export const phrases = {
  de: {
    moved: "Seit der Mail hat sich diese Frist geändert. Hier steht der heutige Stand.",
    nothingYet: "Noch ist nichts geändert. Bitte wählen Sie:",
    done: "Erledigt",
    doneCloses: "Die Frist wird als erfüllt geschlossen. Niemand wird mehr an sie erinnert.",
    doneAsks:
      "Sie bekommen bis zum Ende der Frist keine Erinnerung mehr. Die Koordinierungsstelle prüft das und schließt die Frist; Ihr Klick allein erfüllt sie nicht.",
    doneLate:
      "Die Koordinierungsstelle prüft das und schließt die Frist; Ihr Klick allein erfüllt sie nicht. Bis dahin wird weiter erinnert, weil die Frist schon abgelaufen ist.",
    doneButton: "Ja, erledigt",
    closeButton: "Ja, Frist schließen",
    later: "Später erinnern",
    laterText: "Nur die Erinnerung kommt später. Die Frist bleibt, wie sie ist.",
    laterLabel: "Erinnern",
    laterOption: "{left}, {day}",
    laterButton: "Später erinnern",
    laterOver: "Die Frist ist abgelaufen; verschieben lässt sich die Erinnerung nicht mehr.",
    laterNone: "Vor dem Ende der Frist geht keine Mail mehr hinaus, die Sie erinnern könnte.",
    notMine: "Nicht meine Aufgabe",
    notMineText:
      "Sie werden an diese Frist nicht mehr erinnert. Die Koordinierungsstelle klärt, wer zuständig ist.",
    notMineButton: "Nicht meine Aufgabe",
    instead: "Oder stattdessen:",
    thanks: "Danke, gespeichert",
    closed: "Die Frist ist als erfüllt geschlossen. Niemand wird mehr an sie erinnert.",
    asked:
      "Die Koordinierungsstelle prüft das und schließt die Frist. Bis zu ihrem Ende bekommen Sie keine Erinnerung mehr; ist sie danach noch offen, erinnern wir wieder.",
    askedLate:
      "Die Koordinierungsstelle prüft das und schließt die Frist. Bis dahin kann noch eine Erinnerung kommen.",
    again: "Wir erinnern Sie wieder am {day}.",
    notTheirs:
      "Sie werden an diese Frist nicht mehr erinnert. Die Koordinierungsstelle klärt, wer zuständig ist.",
    close: "Sie können dieses Fenster schließen.",
    already: "Schon beantwortet",
    alreadyText:
      "Am {day} wurde diese Erinnerung mit „{answer}“ beantwortet. Jede Erinnerung lässt sich einmal beantworten; es wurde nichts weiter geändert.",
    tooLate: "Später geht nicht mehr",
    unchanged: "Es wurde nichts geändert.",
    over: "Nichts mehr zu tun",
    overMet: "Diese Frist ist seit dem {day} erfüllt. An sie wird nicht mehr erinnert.",
    overCancelled: "Diese Frist ist seit dem {day} aufgehoben. An sie wird nicht mehr erinnert.",
    overLong: "Diese Frist ist seit Langem abgeschlossen. Die Mail können Sie löschen.",
  },
  en: {
    moved: "This deadline has changed since the mail. This page shows it as it is today.",
    nothingYet: "Nothing has been changed yet. Please choose:",
    done: "Done",
    doneCloses: "The deadline is closed as met. Nobody is reminded of it any more.",
    doneAsks:
      "You get no more reminders until the deadline ends. The coordination office checks this and closes the deadline; your click alone does not meet it.",
    doneLate:
      "The coordination office checks this and closes the deadline; your click alone does not meet it. Until then reminders go on, as the deadline is already over.",
    doneButton: "Yes, it is done",
    closeButton: "Yes, close the deadline",
    later: "Remind me later",
    laterText: "Only the reminder comes later. The deadline stays as it is.",
    laterLabel: "Remind me",
    laterOption: "{left}, {day}",
    laterButton: "Remind me later",
    laterOver: "The deadline is over; its reminders cannot be put off any more.",
    laterNone: "No mail that could remind you goes out any more before the deadline ends.",
    notMine: "Not my task",
    notMineText:
      "You are not reminded of this deadline any more. The coordination office finds out whose it is.",
    notMineButton: "Not my task",
    instead: "Or instead:",
    thanks: "Thank you, saved",
    closed: "The deadline is closed as met. Nobody is reminded of it any more.",
    asked:
      "The coordination office checks this and closes the deadline. You get no more reminders until it ends; if it is still open then, reminders come again.",
    askedLate:
      "The coordination office checks this and closes the deadline. Until then another reminder may come.",
    again: "We remind you again on {day}.",
    notTheirs:
      "You are not reminded of this deadline any more. The coordination office finds out whose it is.",
    close: "You can close this window.",
    already: "Already answered",
    alreadyText:
      "On {day} this reminder was answered with “{answer}”. Each reminder can be answered once; nothing else has been changed.",
    tooLate: "Too late to put off",
    unchanged: "Nothing has been changed.",
    over: "Nothing left to do",
    overMet: "This deadline was met on {day}. There are no more reminders of it.",
    overCancelled: "This deadline was cancelled on {day}. There are no more reminders of it.",
    overLong: "This deadline was closed a long time ago. You can delete the mail.",
  },
} as const satisfies Record<Language, Record<string, string>>;
