"""What follows when it is not done."""

from supervision.models.extensions import Extension, request_extension

__all__ = ["Extension", "request_extension"]
