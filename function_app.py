"""Entry point: the one FunctionApp, and the blueprints it serves."""

import gc

gc.disable()  # what is imported here stays: to search it for garbage is a tenth of a cold start

import azure.functions as func

from shared import worker
from shared.blueprints import account, bulk, edits, images, ingestion, links, search, system, unknown, uploads

app = func.FunctionApp(http_auth_level=func.AuthLevel.ANONYMOUS)
for module in (account, bulk, edits, images, ingestion, links, search, system, unknown, uploads):
    app.register_functions(module.bp)

gc.freeze()
gc.enable()
worker.warm_up()
