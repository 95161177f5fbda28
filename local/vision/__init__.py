"""A stand-in for Azure AI Vision, at its REST interface, that describes what the pixels say."""

from local.vision.app import VisionStandIn
from local.vision.traffic import Fault

__all__ = ["Fault", "VisionStandIn"]
