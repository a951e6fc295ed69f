"""Transcripts as people have them (VTT, SRT, Teams' Word files, plain text): read to utterances.

Standard library only: the child process that reads files uses it too.
"""
