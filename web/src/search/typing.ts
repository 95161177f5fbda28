/** Whether somebody is in the middle of a word: what it finds by then is no answer yet. */
import { Store } from "../ui/store";

export const typing = new Store<boolean>(false);
