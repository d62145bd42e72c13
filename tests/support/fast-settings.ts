/** Nothing in a test survives a power cut, so nothing waits for the disk. */
export const fastSettings = { fsync: "off", synchronous_commit: "off", full_page_writes: "off" };
