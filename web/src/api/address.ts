/** Where the gallery's API is. */
export const API = `${import.meta.env.VITE_API_BASE ?? ""}/api/v1`;
