"""images/delete, edit and export: many images in one request."""

import azure.functions as func

from shared.http import bulk_results, operation
from shared.models import BulkEdit, BulkResults, Deletion, Export, ExportQuery, Json, Principal
from shared.worker import services

bp = func.Blueprint()


@operation(bp, "POST", "images/delete")
async def delete_images(caller: Principal, body: Deletion) -> BulkResults:
    """Remove up to 100 images and all that was made from them."""
    outcomes = await (await services()).bulk.delete(caller.owner, body.ids)
    return bulk_results(outcomes, "deleted")


@operation(bp, "POST", "images/edit")
async def edit_images(caller: Principal, body: BulkEdit) -> BulkResults:
    """Make the same edit to up to 100 images."""
    outcomes = await (await services()).bulk.edit(caller.owner, body.ids, body.edit)
    return bulk_results(outcomes, "edited")


@operation(bp, "GET", "images/export")
async def export_images(caller: Principal, query: ExportQuery) -> Json[Export]:
    """All that is known of your images, or of those that a search finds by words and filters.

    Pages follow each other by `nextCursor` and are stable while pictures come and go.
    """
    return await (await services()).exporting.page(caller.owner, query)
