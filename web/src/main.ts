/** The first script: small, so that the pictures are asked for while the rest of the page is on its way. */
import "@fontsource-variable/figtree/wght.css";
import "@fontsource/instrument-serif/latin-400.css";
import "./styles/index.css";

import { askEarly } from "./api/early";

askEarly();
void import("./app/start");
