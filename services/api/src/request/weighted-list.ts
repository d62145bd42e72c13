/**
 * The values of a header like `Accept` (RFC 9110, 12.4.2) in lower case with their weights, best first; equal ones in
 * the order of the header. A part whose weight cannot be read counts for nothing.
 */
export function readWeighted(header: string | undefined): { value: string; weight: number }[] {
  return (header ?? "")
    .split(",")
    .flatMap((part) => {
      const [value = "", ...params] = part.split(";").map((piece) => piece.trim().toLowerCase());
      const written = params.find((param) => /^q\s*=/.test(param));
      const weight = written === undefined ? "1" : /^q=(0(?:\.\d{0,3})?|1(?:\.0{0,3})?)$/.exec(written)?.[1];
      return value === "" || weight === undefined ? [] : [{ value, weight: Number(weight) }];
    })
    .sort((a, b) => b.weight - a.weight);
}
