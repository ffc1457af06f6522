/** The id by which the view of oneself gets its stream. */
export const self = "self";
