/** Names people may sign in with. The same rule is written in identity.py, for tokens made without the page. */

/**
 * A name in the form that identifies its account: composed, without spare white space.
 * @param {string} typed
 * @returns {string | undefined} nothing for what is no name: empty, over 64 characters, control characters
 */
export function accountName(typed) {
  const name = typed.normalize("NFC").replace(/ +/g, " ").replace(/^ | $/g, "");
  const length = [...name].length;
  return length < 1 || length > 64 || /[\p{Cc}\p{Cf}\p{Cs}\p{Zl}\p{Zp}]/u.test(name) ? undefined : name;
}
