/**
 * Where the example plays: the town of Seenstadt and the neighbouring Amt Seenland. The names are fictional; the
 * town's key is that of the API's own examples, the keys of the Amt's two villages belong to no municipality.
 */
export const town = "01053100";
export const amtVillages = ["01053901", "01053902"] as const;
export const partnership = [town, ...amtVillages];
export const district = "01053";
export const state = "01";
