import { queryOptions } from "@tanstack/react-query";
import { api, got } from "../../api/client";

/** The practice as its invoices name it. */
export const practiceQuery = queryOptions({ queryKey: ["practice"], queryFn: () => got(api.GET("/api/practice")) });
