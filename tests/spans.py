"""The spans that the code under test exports, recorded by the real SDK."""

from collections.abc import Iterator
from contextlib import contextmanager
from functools import cache

from azure.core.settings import settings
from opentelemetry import trace
from opentelemetry.sdk.trace import ReadableSpan, TracerProvider
from opentelemetry.sdk.trace.export import SimpleSpanProcessor
from opentelemetry.sdk.trace.export.in_memory_span_exporter import InMemorySpanExporter


class Recorded:
    def __init__(self, exporter: InMemorySpanExporter) -> None:
        self._exporter = exporter

    def all(self) -> tuple[ReadableSpan, ...]:
        return self._exporter.get_finished_spans()

    def named(self, name: str) -> ReadableSpan:
        """The only span of that name."""
        (found,) = [span for span in self.all() if span.name == name]
        return found

    def calls(self) -> list[ReadableSpan]:
        """Those of requests that an SDK sent."""
        return [span for span in self.all() if span.kind is trace.SpanKind.CLIENT]

    def root(self, span: ReadableSpan) -> ReadableSpan:
        """The first recorded one of those that `span` is in."""
        by_id = {each.context.span_id: each for each in self.all()}
        while span.parent and span.parent.span_id in by_id:
            span = by_id[span.parent.span_id]
        return span

    def text(self) -> str:
        return "\n".join(span.to_json() for span in self.all())

    def clear(self) -> None:
        self._exporter.clear()


@contextmanager
def recording() -> Iterator[Recorded]:
    recorded = Recorded(_exporter())
    recorded.clear()
    try:
        yield recorded
    finally:
        settings.tracing_enabled.unset_value()


@cache
def _exporter() -> InMemorySpanExporter:
    """A process has one provider, for good."""
    exporter, provider = InMemorySpanExporter(), TracerProvider()
    provider.add_span_processor(SimpleSpanProcessor(exporter))
    trace.set_tracer_provider(provider)
    return exporter
