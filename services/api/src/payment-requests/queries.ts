import { ofVisibleApplications } from "../applications/queries.ts";
import type { Resource } from "../resource.ts";
import { PaymentRequest } from "./schema.ts";

export const paymentRequests: Resource = {
  name: "payment-requests",
  table: "paymentRequests",
  shape: PaymentRequest,
  filters: ["grantId", "applicationId", "isLate"],
  ranges: ["requestedOn"],
  sorts: ["createdAt"],
  read: "payment-requests.read",
  own: (caller) => ofVisibleApplications({ caller, scope: "own" }),
  ownToChange: (caller) => ofVisibleApplications({ caller, scope: "own", isWriting: true }),
};
