import type { FastifyInstance } from "fastify";
import { listRoute, readRoute } from "../read-routes.ts";
import { ownedThrough, type Resource } from "../resource.ts";
import type { Surroundings } from "../session.ts";
import { Reminder, ReminderPage } from "./schema.ts";

const reminders: Resource = {
  name: "reminders",
  table: "reminders",
  shape: Reminder,
  filters: ["deadlineId", "recipientId", "mailId", "state"],
  sorts: ["createdAt"],
  read: "reminders.read",
  own: ownedThrough({ person: "recipientId" }),
};

export function reminderRoutes(app: FastifyInstance, surroundings: Surroundings): void {
  app.addSchema(Reminder).addSchema(ReminderPage);
  listRoute(app, surroundings, reminders, ReminderPage);
  readRoute(app, surroundings, reminders);
}
