export const isUnavailable = (a) => "unavailable" in a;
