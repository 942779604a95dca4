import { ok } from "../../../../../handler";

export const handler = async () => ok({ year: new Date(0).getUTCFullYear() });
