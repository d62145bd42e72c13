declare module "pg/lib/utils" {
  /** A JavaScript value as the text or bytes of a bind message; arrays become PostgreSQL arrays. */
  export function prepareValue(value: unknown): string | Buffer | null;
}
