"""Durable work on Redis Streams: in order per conversation, taken over when a worker dies."""

from bot.work.worker import Control, Handler, Timings, Worker, WorkItem

__all__ = ["Control", "Handler", "Timings", "WorkItem", "Worker"]
