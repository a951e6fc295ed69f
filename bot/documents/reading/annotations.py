"""What stands on a PDF page without being part of its text: filled form fields and comments.

PDFium's page text leaves both out, so a filled application would look empty. Fields without a
value and boxes without a cross are not mentioned; passwords are not read.
"""

from __future__ import annotations

import ctypes
from collections.abc import Callable, Iterator
from typing import Any, Final

import pypdfium2_raw as pdfium  # type: ignore[import-untyped]  # carries no py.typed

_MOST_PER_PAGE: Final = 2_000
_LONGEST: Final = 200_000  # bytes of one value
_PASSWORD: Final = 1 << 13
_BOXES: Final = (pdfium.FPDF_FORMFIELD_CHECKBOX, pdfium.FPDF_FORMFIELD_RADIOBUTTON)
_VALUES: Final = (
    pdfium.FPDF_FORMFIELD_TEXTFIELD,
    pdfium.FPDF_FORMFIELD_COMBOBOX,
    pdfium.FPDF_FORMFIELD_LISTBOX,
)
_NO_COMMENT: Final = (pdfium.FPDF_ANNOT_WIDGET, pdfium.FPDF_ANNOT_LINK, pdfium.FPDF_ANNOT_POPUP)


class Annotations:
    """The fields and comments of a document; make it before its pages are loaded."""

    def __init__(self, document: Any) -> None:  # noqa: ANN401  a pointer of ctypes
        # PDFium keeps a pointer to the settings. A form that can't be opened leaves the text of
        # the pages as readable as before.
        self._settings = pdfium.FPDF_FORMFILLINFO(version=2)
        has_form = pdfium.FPDF_GetFormType(document) != pdfium.FORMTYPE_NONE
        environment = pdfium.FPDFDOC_InitFormFillEnvironment
        self._form = environment(document, self._settings) if has_form else None

    def on(self, page: Any) -> list[str]:  # noqa: ANN401  a pointer of ctypes
        """Return a page's fields and comments, each marked as what it is."""
        count = min(pdfium.FPDFPage_GetAnnotCount(page), _MOST_PER_PAGE)
        if count < 1:
            return []
        if self._form:
            pdfium.FORM_OnAfterLoadPage(page, self._form)
        lines = [line for index in range(count) for line in self._line(page, index)]
        if self._form:
            pdfium.FORM_OnBeforeClosePage(page, self._form)
        return lines

    def _line(self, page: Any, index: int) -> Iterator[str]:  # noqa: ANN401  likewise
        annotation = pdfium.FPDFPage_GetAnnot(page, index)
        if not annotation:
            return
        try:
            kind = pdfium.FPDFAnnot_GetSubtype(annotation)
            if kind == pdfium.FPDF_ANNOT_WIDGET and self._form:
                value = self._value(annotation)
                if value:
                    yield f"[Formularfeld {self._name(annotation)}: {value}]"
            elif kind not in _NO_COMMENT:
                text = _entry(annotation, b"Contents")
                author = _entry(annotation, b"T")
                if text:
                    yield f"[Kommentar{f' von {author}' if author else ''}: {text}]"
        finally:
            pdfium.FPDFPage_CloseAnnot(annotation)

    def _value(self, annotation: Any) -> str:  # noqa: ANN401  a pointer of ctypes
        kind = pdfium.FPDFAnnot_GetFormFieldType(self._form, annotation)
        if kind in _BOXES:
            return "angekreuzt" if pdfium.FPDFAnnot_IsChecked(self._form, annotation) else ""
        is_secret = pdfium.FPDFAnnot_GetFormFieldFlags(self._form, annotation) & _PASSWORD
        if kind not in _VALUES or is_secret:
            return ""
        return _string(
            lambda out, size: pdfium.FPDFAnnot_GetFormFieldValue(self._form, annotation, out, size)
        )

    def _name(self, annotation: Any) -> str:  # noqa: ANN401  a pointer of ctypes
        """Return the name shown to people, else the internal one."""
        shown = _string(
            lambda out, size: pdfium.FPDFAnnot_GetFormFieldAlternateName(
                self._form, annotation, out, size
            )
        )
        return shown or _string(
            lambda out, size: pdfium.FPDFAnnot_GetFormFieldName(self._form, annotation, out, size)
        )


def _entry(annotation: Any, key: bytes) -> str:  # noqa: ANN401  a pointer of ctypes
    return _string(lambda out, size: pdfium.FPDFAnnot_GetStringValue(annotation, key, out, size))


def _string(call: Callable[[Any, int], int]) -> str:
    """Ask PDFium for a string: first how long it is, then for its UTF-16 letters."""
    size = min(call(None, 0), _LONGEST)
    if size <= 2:  # noqa: PLR2004  only the closing NUL
        return ""
    buffer = ctypes.create_string_buffer(size)
    call(ctypes.cast(buffer, ctypes.POINTER(ctypes.c_ushort)), size)
    return " ".join(buffer.raw.decode("utf-16-le", "ignore").rstrip("\x00").split())
