export const THEME_COOKIE = "credence-theme";
export type Theme = "light" | "dark";

/** The theme that a cookie asks for; undefined follows the system. */
export const parseTheme = (value: string | undefined): Theme | undefined => (value === "light" || value === "dark" ? value : undefined);
