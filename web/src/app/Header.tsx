import { SearchBox } from "../search/SearchBox";
import type { Search } from "../search/search";
import { UploadButton } from "../upload/UploadButton";
import { EVERYTHING } from "../search/search";
import { AccountMenu } from "./AccountMenu";
import { openSearch, searchPath } from "./location";

interface HeaderProps {
  name: string;
  search: Search;
  onHelp: () => void;
}

export function Header({ name, search, onHelp }: HeaderProps) {
  return (
    <header className="header">
      <a
        className="wordmark"
        href={searchPath(EVERYTHING)}
        onClick={(event) => {
          if (event.metaKey || event.ctrlKey || event.shiftKey) return;
          event.preventDefault();
          openSearch(EVERYTHING);
        }}
      >
        Gallery
      </a>
      <SearchBox search={search} />
      <UploadButton />
      <AccountMenu name={name} onHelp={onHelp} />
    </header>
  );
}
