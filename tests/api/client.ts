/** A client made from the API description alone: uploads both ways, lists and searches. */
import assert from "node:assert/strict";
import { createHash } from "node:crypto";
import { readFile } from "node:fs/promises";

import { BlockBlobClient } from "@azure/storage-blob";
import createClient from "openapi-fetch";

import type { components, paths } from "./generated/schema.js";

type Image = components["schemas"]["ImageView"];

const [baseUrl, token, first, second] = process.argv.slice(2) as [string, string, string, string];
const api = createClient<paths>({ baseUrl, headers: { authorization: `Bearer ${token}` } });

async function completed(imageId: string): Promise<Image> {
  for (let tries = 0; tries < 300; tries++) {
    const { data } = await api.GET("/images/{imageId}", { params: { path: { imageId } } });
    assert(data, "the image is there");
    if (data.status === "completed" || data.status === "failed") return data;
    await new Promise((resolve) => setTimeout(resolve, 100));
  }
  throw new Error("the analysis never ended");
}

const form = new FormData();
form.append("file", new Blob([await readFile(first)]), "first.jpg");
const uploaded = await api.POST("/images/upload", {
  body: { file: "" },
  bodySerializer: () => form,
});
assert(uploaded.data, "uploaded");
assert.equal((await completed(uploaded.data.id)).status, "completed");

const content = await readFile(second);
const announced = await api.POST("/images/uploads", {
  body: [
    {
      filename: "second.jpg",
      size: content.length,
      contentType: "image/jpeg",
      sha256: createHash("sha256").update(content).digest("hex"),
    },
  ],
});
const result = announced.data?.results[0];
assert(result?.upload && result.image, "announced");
await new BlockBlobClient(result.upload.url).uploadData(content, {
  blobHTTPHeaders: { blobContentType: result.upload.headers["Content-Type"] },
});
const direct = await completed(result.image.id);
assert.equal(direct.status, "completed");

const listed = await api.GET("/images", { params: { query: { limit: 100, sort: "newest" } } });
assert(listed.data?.images.some((image) => image.id === direct.id), "listed");
const found = await api.GET("/search/images", { params: { query: { q: "second", mode: "text" } } });
assert.equal(found.data?.images[0]?.id, direct.id);
assert(found.data?.images[0]?.matched.length, "explained");

const refused = await api.GET("/images/{imageId}", { params: { path: { imageId: "2".repeat(24) } } });
assert.equal(refused.error?.status, 404);
console.log("uploaded, sent to storage, listed and found");
