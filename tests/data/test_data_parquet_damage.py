"""A damaged Parquet file is refused or read; it never ends the process."""

import subprocess
import sys

import pytest

pytest.importorskip("pyarrow")

EVERY_BYTE_OF_A_FOOTER = """
import io
import pyarrow as pa
import pyarrow.parquet as pq
from stancekit.data.parquet_files import check_parquet, parse_parquet
from stancekit.exceptions import DataError

stream = io.BytesIO()
pq.write_table(pa.table({"text": ["We must talk.", "Never!"], "tags": [["a", "b"], []]}), stream)
whole = stream.getvalue()
start = len(whole) - 8 - int.from_bytes(whole[-8:-4], "little")
read = refused = 0
for place in range(start, len(whole) - 4):
    for bits in (1, 2, 16, 255):
        data = bytearray(whole)
        data[place] ^= bits
        try:
            parse_parquet(bytes(data), "x.parquet")
            read += 1
        except DataError:
            refused += 1
print(read > 100, refused > 100)
"""


@pytest.mark.slow
def test_no_byte_of_a_footer_ends_the_process():
    # pyarrow 26 aborts where a footer contradicts itself, so another process looks.
    done = subprocess.run(
        [sys.executable, "-c", EVERY_BYTE_OF_A_FOOTER], capture_output=True, text=True
    )
    assert (done.returncode, done.stdout) == (0, "True True\n"), done.stderr
