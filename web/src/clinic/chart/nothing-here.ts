import { ApiProblem } from "../api/problem";

/** Whether what was asked for does not exist, or is not for whoever asks: the server says the same of both. */
export const isNotFound = (problem: unknown): boolean => problem instanceof ApiProblem && problem.status === 404;
