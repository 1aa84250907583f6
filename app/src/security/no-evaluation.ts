import { z } from "zod";

// The page's content security policy forbids evaluated strings; without this, the schemas' library would try one, and the browser would report it.
// It must be imported before any schema is made.
z.config({ jitless: true });
