"""pypdf; only the reading counts, not its start."""

import json
import sys
import time
from pathlib import Path

import pypdf

before = time.process_time()
pages = [page.extract_text() for page in pypdf.PdfReader(sys.argv[1]).pages]
cpu = time.process_time() - before
said = json.dumps({"cpu": cpu, "pages": len(pages), "text": pages})
Path(sys.argv[2]).write_text(said, "utf-8")
