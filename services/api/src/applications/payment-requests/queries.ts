import type { Resource } from "../../resources/resource.ts";
import { ofVisibleApplications } from "../../resources/visibility.ts";
import { PaymentRequest } from "./schema.ts";

export const paymentRequests: Resource<typeof PaymentRequest, "paymentRequests"> = {
  name: "payment-requests",
  one: "a payment request",
  table: "paymentRequests",
  shape: PaymentRequest,
  filters: ["grantId", "applicationId", "isLate"],
  ranges: ["requestedOn"],
  sorts: ["createdAt"],
  read: "payment-requests.read",
  own: (caller) => ofVisibleApplications({ caller, scope: "own" }),
  ownToChange: (caller) => ofVisibleApplications({ caller, scope: "own", isWriting: true }),
};
