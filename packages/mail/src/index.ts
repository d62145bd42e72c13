export { type AccountMatter, renderAccountMail } from "./account-mail.ts";
export type { Invitation, OutgoingMail } from "./compose.ts";
export { pageUrl, type RenderedMail } from "./letter.ts";
export { messageIdOf } from "./message-id.ts";
export { type MovedItem, type MovedMailInput, renderMovedMail } from "./moved-mail.ts";
export { type ReminderItem, type ReminderMailInput, renderReminderMail } from "./reminder-mail.ts";
export type { SendResult } from "./send-result.ts";
export { openTransport, type Transport, type TransportOptions } from "./transport.ts";
