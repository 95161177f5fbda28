"""Addresses that no function serves: a clear problem instead of the host's empty 404."""

import azure.functions as func

from shared.errors import MethodNotAllowed, NotFound
from shared.http.operations import methods_at, served

bp = func.Blueprint()


@bp.route("{*path}")
@served
async def zz_unknown(req: func.HttpRequest) -> func.HttpResponse:
    """Comes last: the host tries functions in the order of their names."""
    allowed = methods_at(req.route_params.get("path") or "")
    if allowed:
        raise MethodNotAllowed(f"Use {' or '.join(allowed)} here.", allowed)
    raise NotFound("There is nothing at this address.")
