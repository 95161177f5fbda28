/** Sessions, grants and tokens in one JSON file, so that signing in outlives a restart. */
import { readFileSync, renameSync, writeFileSync } from "node:fs";

const now = () => Math.floor(Date.now() / 1000);

/**
 * The provider's adapter factory over the file at `path`, which only its owner may read.
 * @param {string} path
 */
export function fileStore(path) {
  const rows = new Map(load(path));
  const save = () => {
    for (const [key, { expires }] of rows) if (expires <= now()) rows.delete(key);
    writeFileSync(`${path}.new`, JSON.stringify([...rows]), { mode: 0o600 });
    renameSync(`${path}.new`, path);
  };
  return (model) => new FileAdapter(model, rows, save);
}

function load(path) {
  try {
    return JSON.parse(readFileSync(path, "utf8"));
  } catch (error) {
    // A damaged file costs a new sign-in, no more.
    if (error.code === "ENOENT" || error instanceof SyntaxError) return [];
    throw error;
  }
}

class FileAdapter {
  constructor(model, rows, save) {
    Object.assign(this, { model, rows, save });
  }

  key(id) {
    return `${this.model}:${id}`;
  }

  async upsert(id, payload, expiresIn) {
    this.rows.set(this.key(id), { payload, expires: now() + (expiresIn ?? 0) });
    this.save();
  }

  async find(id) {
    return this.rows.get(this.key(id))?.payload;
  }

  async findByUid(uid) {
    const prefix = this.key("");
    for (const [key, { payload }] of this.rows) if (key.startsWith(prefix) && payload.uid === uid) return payload;
    return undefined;
  }

  async consume(id) {
    this.rows.get(this.key(id)).payload.consumed = now();
    this.save();
  }

  async destroy(id) {
    this.rows.delete(this.key(id));
    this.save();
  }

  async revokeByGrantId(grantId) {
    for (const [key, { payload }] of this.rows) if (payload.grantId === grantId) this.rows.delete(key);
    this.save();
  }
}
