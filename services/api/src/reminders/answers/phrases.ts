import type { Language } from "@zuwendo/domain";

/** What the pages behind the buttons of a reminder say. */
export const phrases = {
  de: {
    moved: "Seit der Mail hat sich diese Frist geändert. Diese Seite zeigt den heutigen Stand.",
    nothingYet: "Noch ist nichts geändert. Bitte wählen Sie:",
    done: "Erledigt",
    doneCloses: "Die Frist gilt dann als erfüllt. Niemand wird mehr an sie erinnert.",
    doneAsks:
      "Sie bekommen bis zum Ende der Frist keine Erinnerung mehr. Die Koordinierungsstelle prüft das und hakt die Frist ab; Ihr Klick allein erfüllt sie nicht.",
    doneLate:
      "Die Koordinierungsstelle prüft das und hakt die Frist ab; Ihr Klick allein erfüllt sie nicht. Bis dahin wird weiter erinnert, weil die Frist schon abgelaufen ist.",
    doneButton: "Ja, erledigt",
    closeButton: "Ja, Frist ist erfüllt",
    later: "Später erinnern",
    laterText: "Nur die Erinnerung kommt später. Die Frist bleibt, wie sie ist.",
    laterLabel: "Erinnern",
    laterOption: "{left}, {day}",
    laterButton: "Später erinnern",
    laterOver: "Die Frist ist abgelaufen; verschieben lässt sich die Erinnerung nicht mehr.",
    laterNone:
      "Vor dem Ende der Frist werden keine Mails mehr verschickt; die Erinnerung lässt sich deshalb nicht verschieben.",
    notMine: "Nicht meine Aufgabe",
    notMineText:
      "Sie werden an diese Frist nicht mehr erinnert. Die Koordinierungsstelle klärt, wer zuständig ist.",
    notMineButton: "Nicht meine Aufgabe",
    instead: "Oder stattdessen:",
    thanks: "Danke, gespeichert",
    closed: "Die Frist gilt jetzt als erfüllt. Niemand wird mehr an sie erinnert.",
    asked:
      "Die Koordinierungsstelle prüft das und hakt die Frist ab. Bis zu ihrem Ende bekommen Sie keine Erinnerung mehr; ist sie danach noch offen, erinnern wir wieder.",
    askedLate:
      "Die Koordinierungsstelle prüft das und hakt die Frist ab. Bis dahin kann noch eine Erinnerung kommen.",
    again: "Wir erinnern Sie wieder am {day}.",
    notTheirs:
      "Sie werden an diese Frist nicht mehr erinnert. Die Koordinierungsstelle klärt, wer zuständig ist.",
    close: "Sie können dieses Fenster schließen.",
    already: "Schon beantwortet",
    alreadyText:
      "Am {day} wurde diese Erinnerung mit „{answer}“ beantwortet. Es wurde nichts weiter geändert.",
    reopenText: "Stimmt das nicht? Bis zum {day} können Sie es rückgängig machen.",
    reopenButton: "Das war ein Versehen: wieder öffnen",
    takeBackText: "Stimmt das nicht? Bis zum {day} können Sie die Antwort zurücknehmen.",
    takeBackButton: "Das war ein Versehen: zurücknehmen",
    takenBack: "Zurückgenommen",
    reopenedText: "Die Frist ist wieder offen, und an sie wird wieder erinnert.",
    takenBackText: "Ihre Antwort gilt nicht mehr. Sie werden wieder an die Frist erinnert.",
    answerAgain: "Über den Link in der Mail können Sie neu antworten.",
    takenBackNote: "Ihre Antwort „{answer}“ haben Sie am {day} zurückgenommen.",
    tooLate: "Verschieben ist nicht mehr möglich",
    unchanged: "Es wurde nichts geändert.",
    over: "Nichts mehr zu tun",
    overMet: "Diese Frist ist seit dem {day} erfüllt. Sie werden nicht mehr an sie erinnert.",
    overCancelled: "Diese Frist ist seit dem {day} aufgehoben. Sie werden nicht mehr an sie erinnert.",
    overLong: "Diese Frist ist seit Langem abgeschlossen. Sie können die Mail löschen.",
  },
  en: {
    moved: "This deadline has changed since the email. This page shows it as it is today.",
    nothingYet: "Nothing has been changed yet. Please choose:",
    done: "Done",
    doneCloses: "The deadline then counts as met. Nobody is reminded of it any more.",
    doneAsks:
      "You get no more reminders until the deadline ends. The coordination office checks this and closes the deadline; your click alone does not meet it.",
    doneLate:
      "The coordination office checks this and closes the deadline; your click alone does not meet it. Until then reminders go on, because the deadline is already over.",
    doneButton: "Yes, done",
    closeButton: "Yes, the deadline is met",
    later: "Remind me later",
    laterText: "Only the reminder comes later. The deadline stays as it is.",
    laterLabel: "Remind me",
    laterOption: "{left}, {day}",
    laterButton: "Remind me later",
    laterOver: "The deadline is over; the reminder cannot be put off any more.",
    laterNone: "No more emails are sent before the deadline ends, so the reminder cannot be put off.",
    notMine: "Not my task",
    notMineText:
      "You are not reminded of this deadline any more. The coordination office finds out who is responsible.",
    notMineButton: "Not my task",
    instead: "Or instead:",
    thanks: "Thank you, saved",
    closed: "The deadline now counts as met. Nobody is reminded of it any more.",
    asked:
      "The coordination office checks this and closes the deadline. You get no more reminders until it ends; if it is still open then, reminders come again.",
    askedLate:
      "The coordination office checks this and closes the deadline. Until then another reminder may come.",
    again: "We remind you again on {day}.",
    notTheirs:
      "You are not reminded of this deadline any more. The coordination office finds out who is responsible.",
    close: "You can close this window.",
    already: "Already answered",
    alreadyText: "On {day} this reminder was answered with “{answer}”. Nothing else has been changed.",
    reopenText: "Not right? You can undo this until {day}.",
    reopenButton: "That was a mistake: mark as open again",
    takeBackText: "Not right? You can take the answer back until {day}.",
    takeBackButton: "That was a mistake: take the answer back",
    takenBack: "Taken back",
    reopenedText: "The deadline is open again, and reminders of it go on.",
    takenBackText: "Your answer does not count any more. You are reminded of the deadline again.",
    answerAgain: "You can answer again through the link in the email.",
    takenBackNote: "You took your answer “{answer}” back on {day}.",
    tooLate: "Too late to put off",
    unchanged: "Nothing has been changed.",
    over: "Nothing left to do",
    overMet: "This deadline was met on {day}. You get no more reminders of it.",
    overCancelled: "This deadline was cancelled on {day}. You get no more reminders of it.",
    overLong: "This deadline was closed a long time ago. You can delete the email.",
  },
} as const satisfies Record<Language, Record<string, string>>;
