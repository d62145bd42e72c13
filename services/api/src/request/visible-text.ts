/**
 * The one rule for text that people write: it shows something, and nothing in it turns the text around it about.
 * White space, joiners, fillers, marks, tags and variation selectors (Unicode's Default_Ignorable_Code_Point, and the empty
 * Braille cell) may stand between other characters, as in an emoji, but not alone. Controls, and what overrides or
 * isolates the direction of writing, may not stand at all.
 */
const hidden = "\\s\\p{DI}\\u2800";
const direction = "\\u202a-\\u202e\\u2066-\\u2069";

// Linear in the length, as they also run on what is far too long.
const patternOf = (refused: string) => `^(?=[${hidden}]*[^${hidden}])[^${refused}${direction}]+$`;

/** Of a text in one line. */
export const linePattern = patternOf("\\p{Cc}\\u2028\\u2029");
/** Of a text that may have several lines. */
export const prosePattern = patternOf("\\u0000-\\u0008\\u000b\\u000c\\u000e-\\u001f\\u007f-\\u009f");
