import { Navigate, useParams } from "@tanstack/react-router";
import { useState } from "react";
import { newKey } from "../api/client";
import { NotFound } from "../app/NotFound";
import { begun, isType } from "./editor/begun";

/**
 * Begins a record: it gets its id here, so that its address is the same before and after it is first
 * saved, and a reload goes on with the draft.
 */
export function NewRecordPage() {
  const { patientId, type } = useParams({ from: "/inside/patients/$patientId/new/$type" });
  const [recordId] = useState(newKey);
  if (!isType(type)) return <NotFound />;
  begun.add(recordId);
  return <Navigate to="/patients/$patientId/records/$recordId/edit" params={{ patientId, recordId }} state={{ begins: type }} replace />;
}
