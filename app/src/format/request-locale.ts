import { headers } from "next/headers";
import { preferredLocale } from "./locale.ts";

/** The locale in which this request's dates and amounts are written. */
export const requestLocale = async (): Promise<string> => preferredLocale((await headers()).get("accept-language"));
